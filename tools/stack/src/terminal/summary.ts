import Table from 'cli-table3';

import { DEMO_KEYS } from '../services/service-env.js';
import type { StackInfo } from '../stack-info.js';

const DESCRIPTIONS: Record<string, string> = {
  pos: 'tills and gates',
  debit: 'accounts, cards, the ledger',
  audit: 'the tamper-evident record',
  sms: 'texts to holders',
  board: 'all of it, in a browser',
  'fake-twilio': 'the texts that sms has sent',
};

/** The end of a start, at most 80 columns wide: where everything is, and what to try first. Pure. */
export function summary(info: StackInfo, logs: string): string {
  const table = new Table({ head: ['what', 'where', ''], style: { head: [], border: [], compact: true } });
  for (const [name, instances] of Object.entries(info.services)) {
    table.push([name, instances.map(({ url }) => url).join('\n'), DESCRIPTIONS[name] ?? '']);
  }
  table.push(['Kafka', info.kafka.brokers.join('\n'), `${info.kafka.brokers.length} broker(s), KRaft`]);
  table.push(['PostgreSQL', hostOf(Object.values(info.postgres.urls)[0]), 'one database for each service']);
  const board = info.services['board']?.[0]?.url;
  const first = board === undefined ? [] : [`The board, all of it in a browser: ${board}`, ''];
  return [...first, table.toString(), ...hints(info, logs)].join('\n');
}

/** The addresses of the databases, with user and password, are in stack.json. */
const hostOf = (url: string | undefined): string => (url === undefined ? 'none' : new URL(url).host);

function hints({ services }: StackInfo, logs: string): string[] {
  const url = (name: string): string | undefined => services[name]?.[0]?.url;
  const [pos, texts] = [url('pos'), url('fake-twilio')];
  if (!pos) return [`logs: ${logs}`];
  const { shop, toll, bank } = DEMO_KEYS;
  return [
    '',
    'In another terminal, in this folder:',
    '',
    '  npx peaje charge --card card_rich --amount 19.90',
    '  npx peaje                          every command, with an example',
    '',
    'So that it is just peaje, in any folder:',
    '',
    '  export PATH="$PWD/node_modules/.bin:$PATH"',
    '',
    'The same purchase without it:',
    '',
    `  curl -s ${pos}/v1/charges \\`,
    `    -H 'Authorization: Bearer ${shop}' -H 'Content-Type: application/json' \\`,
    '    -H "Idempotency-Key: $(node -p \'crypto.randomUUID()\')" \\',
    '    -d \'{"tillId":"till-7","card":{"token":"card_rich"},',
    '         "amount":{"value":"1990","currency":"EUR"}}\'',
    '',
    `keys    ${shop} (a shop), ${toll} (a toll gate), ${bank} (the bank)`,
    ...(texts === undefined ? [] : [`texts   ${texts}`]),
    `routes  ${pos}/docs, and /docs of each service`,
    'pages   docs/README.md',
    `logs    ${logs}`,
    '',
    'Ctrl-C stops everything. The data stays; npm run reset removes it.',
    '',
  ];
}
