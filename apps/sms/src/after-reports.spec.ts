import { afterReports, type DeliveryReport, type ReportedNotice } from './after-reports.js';

const stored = (changes: Partial<ReportedNotice> = {}): ReportedNotice => ({
  id: 'n',
  status: 'calling',
  providerId: null,
  lastError: null,
  attempts: 1,
  to: '+34600000123',
  calledAt: new Date('2026-11-22T10:00:00Z'),
  ...changes,
});

const report = (status: string, changes: Partial<DeliveryReport> = {}): DeliveryReport => ({
  providerId: 'SM1',
  status,
  errorCode: undefined,
  noticeId: 'n',
  attempt: 1,
  ...changes,
});

const after = (notice: ReportedNotice, ...reports: DeliveryReport[]) =>
  afterReports([notice], reports).changed.map(({ status, providerId, lastError, sentNow }) => ({
    status,
    providerId,
    lastError,
    sentNow,
  }));

const SENT = { providerId: 'SM1', lastError: null, sentNow: true };

/** Reports of one batch. Each of its own is in late-reports.int-spec and twilio-webhooks.int-spec. */
describe('afterReports', () => {
  it('reads reports one after another: the first end counts', () => {
    expect(after(stored(), report('queued'))).toEqual([{ ...SENT, status: 'sent' }]);
    expect(after(stored(), report('queued'), report('delivered'), report('failed'))).toEqual([
      { ...SENT, status: 'delivered' },
    ]);
    expect(after(stored(), report('failed', { errorCode: '30003' }), report('sent'), report('read'))).toEqual(
      [{ ...SENT, status: 'undelivered', lastError: 'twilio-30003' }],
    );
  });

  it('changes nothing twice', () => {
    const delivered = stored({ status: 'delivered', providerId: 'SM1' });
    expect(after(delivered, report('queued'), report('delivered'), report('undelivered'))).toEqual([]);
    expect(after(stored({ id: 'other' }), report('delivered'))).toEqual([]);
  });

  it('a text of two that arrives makes the notice delivered', () => {
    const second = { providerId: 'SM2', attempt: 2 };
    expect(after(stored(), report('failed'), report('delivered', second), report('failed', second))).toEqual([
      { ...SENT, status: 'delivered', providerId: 'SM2' },
    ]);
  });

  it('a failed text of an earlier attempt proves nothing', () => {
    expect(after(stored({ attempts: 2 }), report('failed'))).toEqual([]);
    expect(after(stored({ status: 'intent' }), report('failed'))).toEqual([]);
    expect(after(stored({ attempts: 2 }), report('failed', { attempt: undefined }))).toMatchObject([
      { status: 'undelivered' },
    ]);
  });

  it('names a number that opted out, also after the end', () => {
    const notice = stored({ status: 'undelivered', providerId: 'SM1' });
    const optedOut = report('failed', { errorCode: '21610', noticeId: undefined });
    expect(afterReports([notice], [optedOut])).toEqual({
      changed: [],
      optedOut: [{ phone: notice.to, since: notice.calledAt }],
    });
    expect(afterReports([stored({ to: null })], [optedOut]).optedOut).toEqual([]);
  });
});
