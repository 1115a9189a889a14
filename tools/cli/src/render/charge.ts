import { type ChargeView } from '@peaje/contracts';
import { unreachable } from '@peaje/kernel';
import { formatAmount } from '../amount.js';
import { bold, green, grey, lines, type Part, type Printable, red, text, yellow } from './printable.js';

/** A charge in three lines: its outcome, its facts, and the command that shows more. Pure. */
export function chargeText(charge: ChargeView, { replayed = false } = {}): Printable {
  const replay = replayed ? grey('  an earlier request had this key') : '';
  return lines([
    text`${verdict(charge)}${replay}`,
    text`${money(charge)}  ${cardText(charge)}  ${whereText(charge)}${elapsed(charge)}`,
    grey(`peaje watch ${charge.id}`),
  ]);
}

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
