export function App() {
  return <h1>Peaje</h1>;
}
