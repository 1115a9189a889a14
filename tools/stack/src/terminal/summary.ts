import Table from 'cli-table3';

import type { StackInfo } from '../stack-info.js';

const DESCRIPTIONS: Record<string, string> = {
  pos: 'tills and gates',
  debit: 'accounts, cards, the ledger',
  audit: 'the tamper-evident record',
  sms: 'texts to holders',
  board: 'all of it, in a browser',
  'fake-twilio': 'the texts that sms has sent',
};

/** The end of a start: the addresses of all processes, and a first charge to try. Pure. */
export function summary(info: StackInfo, logs: string): string {
  const table = new Table({ head: ['what', 'where', ''], style: { head: [], border: [], compact: true } });
  for (const [name, instances] of Object.entries(info.services)) {
    table.push([name, instances.map(({ url }) => url).join('\n'), DESCRIPTIONS[name] ?? '']);
  }
  table.push(['Kafka', info.kafka.brokers.join('\n'), `${info.kafka.brokers.length} broker(s), KRaft`]);
  table.push(['PostgreSQL', Object.values(info.postgres.urls).join('\n'), 'one database for each service']);
  table.push(['logs', logs, 'one file for each process']);
  return [table.toString(), ...hints(info)].join('\n');
}

function hints({ services }: StackInfo): string[] {
  const pos = services['pos']?.[0]?.url;
  if (!pos) return [];
  return [
    '',
    'Try a purchase:',
    '',
    `  curl -s ${pos}/v1/charges \\`,
    "    -H 'Authorization: Bearer demo_shop' -H 'Content-Type: application/json' \\",
    '    -H "Idempotency-Key: $(node -p \'crypto.randomUUID()\')" \\',
    '    -d \'{"tillId":"till-7","card":{"token":"card_rich"},"amount":{"value":"1990","currency":"EUR"}}\'',
    '',
    'Ctrl-C stops everything. The data stays for the next start; npm run reset removes it.',
    '',
  ];
}
