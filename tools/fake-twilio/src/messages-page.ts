import type { Message } from './message-queue.js';
import type { Messages } from './messages.js';

const SHOWN = 200;

/** A page with the texts, as the telephones of holders would show them. */
export function messagesPage(messages: Messages): string {
  const items = messages.list({}, 0, SHOWN).messages.map(item).join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2">
<title>Texts · Peaje's fake Twilio</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem }
  h1 { font-size: 1.25rem; margin: 0 }
  header p, dt { color: GrayText; margin: 0 }
  dl { margin: 1.5rem 0 }
  dt { font-size: .85rem; margin-top: 1rem }
  dd { margin: .25rem 0 0; padding: .6rem .9rem;
       border: 1px solid color-mix(in srgb, currentColor 20%, transparent);
       border-radius: .25rem 1rem 1rem 1rem; overflow-wrap: anywhere }
</style>
<header>
  <h1>Texts</h1>
  <p>${messages.count} accepted since the start. Nothing leaves this machine.</p>
</header>
${items ? `<dl>\n${items}\n</dl>` : '<p>There are no texts yet: charge a card.</p>'}
</html>
`;
}

const item = ({ to, body, receivedAt }: Message): string =>
  `<dt>${escaped(to)} · <time>${receivedAt.toISOString()}</time></dt><dd>${escaped(body)}</dd>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
