import { GroupCommit, inTransaction } from '@peaje/chassis';
import type pg from 'pg';
import { afterReports, type DeliveryReport } from './after-reports.js';
import { changeReported, lockReported } from './delivery-reports.sql.js';
import { OPTED_OUT } from './provider-failure.js';
import { suppressNumbers } from './sms.sql.js';

/** Twilio waits for an answer, and no person does. */
const STORES_REPORTS_EVERY_MS = 50;

/** Stores how the deliveries of texts ended, each report before its answer. */
export class DeliveryReports {
  private readonly reports: GroupCommit<DeliveryReport, undefined>;

  constructor(private readonly pool: pg.Pool) {
    this.reports = new GroupCommit((reports) => this.store(reports), { everyMs: STORES_REPORTS_EVERY_MS });
  }

  async record(report: DeliveryReport): Promise<void> {
    await this.reports.run(report);
  }

  private async store(reports: readonly DeliveryReport[]): Promise<undefined[]> {
    await inTransaction(this.pool, async (session) => {
      const { changed, optedOut } = afterReports(await lockReported(session, reports), reports);
      if (changed.length > 0) await changeReported(session, changed);
      if (optedOut.length > 0) await suppressNumbers(session, optedOut, `twilio-${OPTED_OUT}`);
    });
    return reports.map(() => undefined);
  }
}
