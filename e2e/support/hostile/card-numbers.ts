import { randomInt } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PassageAnswer } from '@peaje/contracts';
import { type Attempt, chargeAtTill, newKey, passGate } from '../charges/callers.js';
import { eur } from '../charges/cards.js';
import { sendFile } from '../charges/passage-file.js';
import { type Answer, ask } from '../http/http-client.js';
import type { Figures } from './setting.js';

/** The status, the field that the problem names, and the whole answer. */
interface Refused {
  readonly status: number;
  readonly field: unknown;
  readonly text: string;
}
type Send = (value: string) => Promise<Answer | Refused>;

/** A new number with a right check digit, in the groups of its card. */
function cardNumber(begin: string, groups: readonly number[]): string[] {
  const length = groups.reduce((sum, size) => sum + size);
  const body = begin + Array.from({ length: length - begin.length - 1 }, () => randomInt(10)).join('');
  const sum = [...body]
    .toReversed()
    .map((digit, n) => Number(digit) * (n % 2 === 0 ? 2 : 1))
    .reduce((total, product) => total + (product > 9 ? product - 9 : product), 0);
  const digits = `${body}${(10 - (sum % 10)) % 10}`;
  let at = 0;
  return groups.map((size) => digits.slice(at, (at += size)));
}

const visa = () => cardNumber('4', [4, 4, 4, 4]);
const inScript = (zero: string, digits: string) =>
  digits.replace(/\d/g, (digit) => String.fromCodePoint(zero.codePointAt(0)! + Number(digit)));

/** Card numbers as people and programs write them. */
const WRITTEN: Readonly<Record<string, () => string>> = {
  plain: () => visa().join(''),
  'with blanks': () => visa().join(' '),
  'with dashes': () => visa().join('-'),
  'with dots': () => visa().join('.'),
  'with slashes': () => visa().join('/'),
  'with underscores': () => visa().join('_'),
  'with no-break blanks': () => visa().join('\u00a0'),
  'with en dashes': () => visa().join('\u2013'),
  'with tabs': () => visa().join('\t'),
  'with blanks of no width': () => visa().join('\u200b'),
  'in full-width digits': () => inScript('０', visa().join('')),
  'in Arabic digits': () => inScript('٠', visa().join(' ')),
  'in Devanagari': () => inScript('०', visa().join('')),
  'with its expiry date': () => `${visa().join('')}1228`,
  'as a magnetic stripe': () => `;${visa().join('')}=28121010000000000000?`,
  'of Amex, as printed': () => cardNumber('37', [4, 6, 5]).join('-'),
  'of Diners, as printed': () => cardNumber('36', [4, 6, 4]).join('.'),
  'of Maestro': () => cardNumber('6759', [6, 13]).join(':'),
  'in a text': () => `paid-with-${cardNumber('51', [4, 4, 4, 4]).join('')}`,
};

const TOKEN = 'card_rich';
const atTill = (change: Partial<Attempt>) => chargeAtTill({ token: TOKEN, amountMinor: 1, ...change });
const atGate = (change: Partial<Attempt>) => passGate({ token: TOKEN, amountMinor: 1, ...change });
const post = (service: 'debit' | 'audit' | 'sms' | 'pos', path: string, body: object) =>
  ask(service, 'POST', path, { body, headers: { 'idempotency-key': newKey() } });
const holder = { name: 'Ada', phone: '+34600000001', language: 'es' };
const line: Send = async (value) => {
  const passage = { gateId: 'gate-e2e', laneId: 'lane-1', card: { token: TOKEN }, amount: eur(1) };
  const body = { ...passage, id: value, passedAt: new Date().toISOString() };
  const { text } = await sendFile({ lines: [JSON.stringify(body)] });
  const answer = JSON.parse(text) as Extract<PassageAnswer, { problem: object }>;
  return { status: answer.status, field: answer.problem.field, text };
};

/** Every kind of field that a client fills: how to send it, and the name that the answer has for it. */
const FIELDS: readonly (readonly [service: string, field: string, send: Send])[] = [
  ['pos', 'tillId', (value) => atTill({ body: { tillId: value } })],
  ['pos', 'card.token', (value) => atTill({ body: { card: { token: value } } })],
  ['pos', 'reference', (value) => atTill({ body: { reference: value } })],
  ['pos', 'gateId', (value) => atGate({ body: { gateId: value } })],
  ['pos', 'laneId', (value) => atGate({ body: { laneId: value } })],
  ['pos', 'id', line],
  [
    'pos',
    'tillId',
    (value) => ask('pos', 'GET', `/v1/charges?tillId=${encodeURIComponent(value)}`, { as: 'shop' }),
  ],
  [
    'pos',
    'cursor',
    (value) => ask('pos', 'GET', `/v1/charges?cursor=${encodeURIComponent(value)}`, { as: 'shop' }),
  ],
  ['pos', 'id', (value) => ask('pos', 'GET', `/v1/charges/${encodeURIComponent(value)}`, { as: 'shop' })],
  ['debit', 'id', (value) => post('debit', '/v1/accounts', { id: value, holder })],
  [
    'debit',
    'holder.name',
    (value) => post('debit', '/v1/accounts', { id: newKey(), holder: { ...holder, name: value } }),
  ],
  [
    'debit',
    'token',
    (value) =>
      ask('debit', 'PATCH', `/v1/cards/${encodeURIComponent(value)}`, { body: { status: 'active' } }),
  ],
  ['debit', 'reason', (value) => post('debit', '/v1/discards', { deadLetterId: 'cards-0-0', reason: value })],
  ['audit', 'chain', (value) => post('audit', '/v1/verifications', { chain: value })],
  ['audit', 'chargeId', (value) => ask('audit', 'GET', `/v1/entries?chargeId=${encodeURIComponent(value)}`)],
  [
    'sms',
    'reason',
    (value) => post('sms', `/v1/notices/${newKey()}/resolution`, { decision: 'drop', reason: value }),
  ],
];

const spellings = (value: string): string[] => [
  ...new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]),
];
const refusalIn = (answer: Answer | Refused): Refused =>
  'field' in answer ? answer : { ...answer, field: (answer.json as { field?: unknown } | null)?.field };

/** Card numbers in the fields of clients. */
export function itRefusesCardNumbers(figures: Figures): void {
  const sent: string[] = [];

  it.each(FIELDS)('%s refuses a card number in %s, however it is written', async (_, field, send) => {
    for (const [written, write] of Object.entries(WRITTEN)) {
      const value = write();
      sent.push(value);
      const refused = refusalIn(await send(value));
      expect({ written, status: refused.status, field: refused.field }).toEqual({
        written,
        status: 400,
        field,
      });
      for (const spelling of spellings(value)) expect(refused.text).not.toContain(spelling);
    }
  });

  it('pos refuses a card number as a key and as the name of a field', async () => {
    const inAscii = Object.values(WRITTEN)
      .map((write) => write())
      .filter((value) => /^[\x21-\x7e]+$/.test(value));
    sent.push(...inAscii);
    for (const value of inAscii) {
      for (const { answer, field } of [
        { answer: await atTill({ key: value }), field: 'Idempotency-Key' },
        { answer: await atTill({ body: { [value]: 1 } }), field: '(card number)' },
      ]) {
        expect(refusalIn(answer)).toMatchObject({ status: 400, field });
        expect(answer.text).not.toContain(value);
      }
    }
  });

  it('no log of a service has one of these numbers', () => {
    const folder = join(dirname(process.env['PEAJE_STACK_FILE']!), 'logs');
    figures['card numbers'] = sent.length;
    // Services in containers write no files here.
    if (!existsSync(folder)) return;
    const values = sent.flatMap(spellings);
    for (const file of readdirSync(folder)) {
      const log = readFileSync(join(folder, file), 'utf8');
      expect({ file, found: values.filter((value) => log.includes(value)).length }).toEqual({
        file,
        found: 0,
      });
    }
  });
}
