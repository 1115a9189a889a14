// Nx loads this file. The generator itself is TypeScript and must be built first.
import { existsSync } from 'node:fs';

export default async function consumer(tree, options) {
  const built = new URL('./dist/consumer.js', import.meta.url);
  if (!existsSync(built)) throw new Error('The generator is not built yet: npx nx build @peaje/generators');
  const { generateConsumer } = await import(built.href);
  return generateConsumer(tree, options);
}
