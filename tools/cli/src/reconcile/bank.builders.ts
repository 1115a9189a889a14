import { RULES } from './rules.js';
import { Worksheet } from './worksheet.js';

type Cell = string | number | null;
export type Rows = Record<string, Record<string, Cell>[]>;

const FACTS = {
  kind: 'shop',
  account: 'acc_rich',
  card: 'card_rich',
  merchant: 'm_shop',
  amount: '1990 EUR',
};
export const GATE = { ...FACTS, kind: 'toll', merchant: 'm_toll' };

let offset = 0;
/** A record that every group has handled. */
export const record = (
  charge: string,
  type: string,
  change: Record<string, Cell> = {},
): Record<string, Cell> => {
  const isRequest = type === 'requested' || type === 'cancellation-requested';
  return {
    topic: isRequest ? 'charges.requested' : 'charges.decided',
    partition: 0,
    offset: offset++,
    late: 0,
    type,
    event: `${charge}.${type}`,
    charge,
    ...FACTS,
    digest: `${charge}.${type}`,
    debit: isRequest ? 1 : 0,
    pos: isRequest ? 0 : 1,
    sms: isRequest ? 0 : 1,
    ...change,
  };
};

const charge = (id: string, status: string, ledger: string, change: Record<string, Cell> = {}) => ({
  id,
  ...FACTS,
  status,
  reason: null,
  ledger,
  ...change,
});
const decision = (id: string, status: string, change: Record<string, Cell> = {}) => ({
  id,
  ...FACTS,
  status,
  reason: null,
  reversed: null,
  ...change,
});
const posting = (of: string, kind: string, [payer, payee]: readonly [string, string]) => ({
  id: `${of}.${kind}`,
  charge: of,
  kind,
  payer,
  payee,
  amount: FACTS.amount,
});
const notice = (of: string, template: string) => ({
  id: `${of}.${template}.${template}`,
  charge: of,
  template,
  account: FACTS.account,
  amount: FACTS.amount,
  status: 'sent',
});
const PAID: readonly [string, string] = ['acc_rich', 'm_shop'];
const BACK: readonly [string, string] = ['m_shop', 'acc_rich'];

/** One charge of every kind, as a bank without a fault has them. */
export const wellKeptBank = (): Rows => ({
  charge: [
    charge('approved', 'approved', 'debited'),
    charge('reversed', 'cancelled', 'reversed', { reason: 'cancelled-by-caller' }),
    charge('overdue', 'cancelled', 'untouched', { reason: 'deadline-passed' }),
    charge('declined', 'declined', 'untouched'),
    charge('owed', 'declined', 'untouched', GATE),
    charge('released', 'cancelled', 'untouched', GATE),
    {
      ...charge('key-only', 'cancelled', 'untouched', { reason: 'cancelled-by-caller' }),
      amount: null,
      account: null,
    },
    charge('unsent', 'pending', 'open'),
    charge('on-its-way', 'pending', 'open'),
  ],
  unsent: [{ event: 'unsent.requested' }],
  record: [
    record('approved', 'requested'),
    record('approved', 'approved'),
    record('approved', 'approved'),
    record('reversed', 'requested'),
    record('reversed', 'cancellation-requested'),
    record('reversed', 'approved'),
    record('reversed', 'reversed'),
    record('overdue', 'requested'),
    record('overdue', 'cancellation-requested'),
    record('overdue', 'cancelled'),
    record('declined', 'requested'),
    record('declined', 'declined'),
    record('owed', 'requested', GATE),
    record('owed', 'declined', GATE),
    record('released', 'requested', GATE),
    record('released', 'cancellation-requested', GATE),
    record('released', 'declined', GATE),
    record('released', 'reversed', GATE),
    record('on-its-way', 'requested', { debit: 0 }),
    record('of-a-charge-that-came-meanwhile', 'requested', { late: 1, debit: 0 }),
    // A forged copy that debit refused.
    record('approved', 'requested', { amount: '999 EUR', digest: 'forged', debit: -1 }),
  ],
  decision: [
    decision('approved', 'approved'),
    decision('reversed', 'reversed', { reversed: '2026-11-26T10:00:00.000Z' }),
    decision('overdue', 'cancelled'),
    decision('declined', 'declined'),
    decision('owed', 'declined', GATE),
    decision('released', 'declined', { ...GATE, reversed: '2026-11-26T10:00:00.000Z' }),
  ],
  debt: [
    { id: 'owed', ...GATE, recovered: null, cancelled: null },
    { id: 'released', ...GATE, recovered: '2026-11-26T09:00:00.000Z', cancelled: '2026-11-26T10:00:00.000Z' },
  ],
  posting: [
    posting('approved', 'charge', PAID),
    posting('reversed', 'charge', PAID),
    posting('reversed', 'reversal', BACK),
    posting('released', 'debt-recovery', ['acc_rich', 'm_toll']),
    posting('released', 'recovery-reversal', ['m_toll', 'acc_rich']),
  ],
  account: [{ id: 'holder/acc_rich', balance: '8010 EUR', posted: '8010 EUR' }],
  notice: [
    notice('approved', 'approved'),
    notice('reversed', 'approved'),
    notice('reversed', 'reversed'),
    notice('owed', 'declined'),
    notice('released', 'declined'),
    notice('released', 'reversed'),
  ],
});

export interface Found {
  readonly code: string;
  readonly charge: unknown;
  readonly place: unknown;
  readonly detail: unknown;
}

/** Every difference that the rules find in these rows. */
export function differencesIn(rows: Rows): Found[] {
  const worksheet = new Worksheet();
  try {
    for (const [name, its] of Object.entries(rows))
      for (const row of its) worksheet.add(name as 'charge', row as never);
    worksheet.finish();
    return RULES.flatMap(({ code, sql }) =>
      [...worksheet.select(sql)].map(({ charge: of, place, detail }) => ({
        code,
        charge: of,
        place,
        detail,
      })),
    );
  } finally {
    worksheet.close();
  }
}
