import { problems, type ProblemCode } from '@peaje/contracts';

/** The page that the `type` of a problem names; null for a code that no problem has. Pure. */
export function problemPage(code: string): string | null {
  if (!Object.hasOwn(problems, code)) return null;
  const { status, title, meaning, wayOut } = problems[code as ProblemCode];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text(title)} · Peaje</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem }
  h1 { font-size: 1.25rem }
  h2 { font-size: 1rem; margin-bottom: 0 }
  p { margin-top: .25rem }
</style>
<p>HTTP ${status} · <code>${code}</code></p>
<h1>${text(title)}</h1>
<h2>What it means</h2>
<p>${text(meaning)}</p>
<h2>What to do</h2>
<p>${text(wayOut)}</p>
<p><a href="/docs">The routes of this service</a></p>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const text = (prose: string): string =>
  prose.replaceAll(/[&<>]/g, (char) => ENTITIES[char]!).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
