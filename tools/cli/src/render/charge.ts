import { type ChargeView } from '@peaje/contracts';
import { unreachable } from '@peaje/kernel';
import { formatAmount } from '../amount.js';
import {
  bold,
  cut,
  green,
  grey,
  lines,
  padded,
  type Part,
  type Printable,
  red,
  text,
  yellow,
} from './printable.js';

/** A charge in three lines: its outcome, its facts, and the command that shows more. Pure. */
export function chargeText(charge: ChargeView, { replayed = false } = {}): Printable {
  const replay = replayed ? grey('  an earlier request had this key') : '';
  return lines([
    text`${verdict(charge)}${replay}`,
    text`${money(charge)}  ${cardText(charge)}  ${whereText(charge)}${elapsed(charge)}`,
    grey(`peaje watch ${charge.id}`),
  ]);
}

/** Where the id of a charge has room behind all else. */
const WIDE = 140;
const STATUS_WIDTH = 9;
const TIME_WIDTH = 12;

/** A decided charge on one line, at most as wide as the terminal. Pure. */
export function chargeLine(charge: ChargeView, width: number): Printable {
  const { id, status, requestedAt, decidedAt } = charge;
  const facts = [money(charge).padEnd(12), charge.card?.token ?? 'card not known', whereText(charge)];
  if (decidedAt !== null) facts.push(`${Date.parse(decidedAt) - Date.parse(requestedAt)} ms`);
  if (width >= WIDE) facts.push(id);
  const room = width - TIME_WIDTH - STATUS_WIDTH - 4;
  const shown = padded(STATUS_COLOUR[status](status), STATUS_WIDTH);
  return text`${requestedAt.slice(11, 11 + TIME_WIDTH)}  ${shown}  ${cut(facts.join('  '), room)}`;
}

const STATUS_COLOUR = { approved: green, declined: red, cancelled: yellow, pending: bold } as const;

/** The outcome for the till, and the state of the money. Pure. */
export function verdict({ status, ledger, reason, kind }: ChargeView): Printable {
  const why = reason === null ? '' : `: ${reason}`;
  switch (status) {
    case 'approved':
      return text`${green('approved')}${ledger === 'debited' ? ', the money has moved' : ''}`;
    case 'declined':
      return text`${red(`declined${why}`)}${kind === 'toll' ? ', now a debt of the holder' : ', no money has moved'}`;
    case 'cancelled':
      return text`${yellow(`cancelled${why}`)}${cancelledLedger(ledger)}`;
    case 'pending':
      return text`${bold(kind === 'toll' ? 'accepted' : 'pending')}, not decided yet`;
    default:
      return unreachable(status);
  }
}

export const cardText = ({ card }: ChargeView): string =>
  card === null ? 'card not known' : `${card.token} •••• ${card.last4}`;

export const whereText = ({ kind, merchantId, tillId, gateId, laneId }: ChargeView): string =>
  kind === 'shop' ? `${merchantId}, ${tillId ?? 'no till'}` : `${merchantId}, ${gateId}, ${laneId}`;

export const money = ({ amount }: ChargeView): string =>
  amount === null ? 'amount not known' : formatAmount(amount);

function cancelledLedger(ledger: ChargeView['ledger']): string {
  switch (ledger) {
    case 'reversed':
      return ', the money is back';
    case 'untouched':
      return ', no money has moved';
    case 'debited':
      return ', the money is on its way back';
    case 'open':
      return ', the bank has not confirmed it yet';
    default:
      return unreachable(ledger);
  }
}

function elapsed({ requestedAt, decidedAt }: ChargeView): Part {
  if (decidedAt === null) return '';
  return grey(`  after ${Date.parse(decidedAt) - Date.parse(requestedAt)} ms`);
}
