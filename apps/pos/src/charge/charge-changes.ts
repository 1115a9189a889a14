import { cancellationEvent, lastEvent } from './charge-events.js';
import type { ChargeChange, LockedCharge } from './charges.js';

/** How long debit may take to answer before the last event goes out again. */
export const RESEND_AFTER_MS = 60_000;
const RESEND_AFTER_MS_AT_MOST = 3_600_000;

/** A caller takes its charge back. A charge that is declined or cancelled already stays as it is. */
export const cancelByCaller = (charges: readonly LockedCharge[], merchantId: string): ChargeChange[] =>
  charges
    .filter((charge) => charge.merchantId === merchantId)
    .filter(({ status }) => status === 'pending' || status === 'approved')
    .map((charge) => cancel(charge, 'cancelled-by-caller'));

/** The deadline has passed, by the database's clock. A decided charge stays as it is. */
export const cancelOverdue = (charges: readonly LockedCharge[]): ChargeChange[] =>
  charges.filter(({ status }) => status === 'pending').map((charge) => cancel(charge, 'deadline-passed'));

/** The till may rely on *cancelled* from this commit on; the event that goes out with it brings the money back. */
function cancel(locked: LockedCharge, reason: 'cancelled-by-caller' | 'deadline-passed'): ChargeChange {
  const charge: LockedCharge = {
    ...locked,
    status: 'cancelled',
    reason,
    decidedAt: locked.lockedAt,
    confirmBy: later(locked.lockedAt, RESEND_AFTER_MS),
  };
  return { charge, event: cancellationEvent(charge) };
}

/** The same event once more. Each time the next one is twice as far away, an hour at most. */
export const resend = (charges: readonly LockedCharge[]): ChargeChange[] =>
  charges.map((charge) => {
    const reminders = charge.reminders + 1;
    const afterMs = Math.min(RESEND_AFTER_MS * 2 ** reminders, RESEND_AFTER_MS_AT_MOST);
    const next = { ...charge, reminders, confirmBy: later(charge.lockedAt, afterMs) };
    return { charge: next, event: lastEvent(charge) };
  });

const later = (time: string, ms: number): string => new Date(Date.parse(time) + ms).toISOString();
