import { cancelByCaller, cancelOverdue, resend } from './charge-changes.js';
import { requestEvent } from './charge-events.js';
import { lockedCharge } from './charge.builders.js';

const LOCKED_AT = '2026-11-22T10:00:11.000Z';
const A_MINUTE_LATER = '2026-11-22T10:01:11.000Z';

describe('a cancellation by the caller', () => {
  it.each(['pending', 'approved'] as const)(
    '%s becomes cancelled, and a cancellation goes to debit',
    (status) => {
      const charge = lockedCharge({ status });
      expect(cancelByCaller([charge], 'm_shop')).toEqual([
        {
          charge: {
            ...charge,
            status: 'cancelled',
            reason: 'cancelled-by-caller',
            decidedAt: LOCKED_AT,
            confirmBy: A_MINUTE_LATER,
          },
          event: expect.objectContaining({
            id: `${charge.id}.cancellation-requested`,
            time: LOCKED_AT,
            data: expect.objectContaining({ chargeId: charge.id, cause: 'caller' }),
          }),
        },
      ]);
    },
  );

  it.each(['declined', 'cancelled'] as const)('%s stays as it is', (status) => {
    expect(cancelByCaller([lockedCharge({ status })], 'm_shop')).toEqual([]);
  });

  it("another merchant's charge stays as it is", () => {
    expect(cancelByCaller([lockedCharge()], 'm_other')).toEqual([]);
  });
});

describe('a deadline that has passed', () => {
  it('pending becomes cancelled, and a cancellation goes to debit', () => {
    const [change] = cancelOverdue([lockedCharge()]);
    expect(change).toMatchObject({
      charge: {
        status: 'cancelled',
        reason: 'deadline-passed',
        ledger: 'open',
        decidedAt: LOCKED_AT,
        confirmBy: A_MINUTE_LATER,
      },
      event: { time: LOCKED_AT, data: { cause: 'deadline-passed' } },
    });
  });

  it.each(['approved', 'declined', 'cancelled'] as const)('%s stays as it is', (status) => {
    expect(cancelOverdue([lockedCharge({ status })])).toEqual([]);
  });
});

describe('an event that debit has not answered', () => {
  it('goes out as the same event', () => {
    const toll = lockedCharge({ kind: 'toll', decideBy: null });
    const [cancelled] = cancelOverdue([lockedCharge()]);
    const changes = resend([toll, cancelled!.charge]);
    expect(changes.map(({ event }) => event)).toEqual([requestEvent(toll), cancelled!.event]);
    expect(changes.map(({ charge }) => charge.status)).toEqual(['pending', 'cancelled']);
  });

  it('waits twice as long each time, an hour at most', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 40].map((reminders) => {
      const { charge } = resend([lockedCharge({ reminders })])[0]!;
      expect(charge.reminders).toBe(reminders + 1);
      return (Date.parse(charge.confirmBy!) - Date.parse(LOCKED_AT)) / 1_000;
    });
    expect(waits).toEqual([120, 240, 480, 960, 1920, 3600, 3600, 3600]);
  });
});
