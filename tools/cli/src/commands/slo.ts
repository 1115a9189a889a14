import { serviceLevel, type ServiceLevel } from '@peaje/contracts';
import { type Availability, controlClient, StackError } from '@peaje/stack';
import { timeOf } from '../arguments.js';
import { command } from '../command.js';
import { sloText } from '../render/slo.js';
import type { Session } from '../session.js';

export const sloCommand = command({
  usage: 'slo',
  options: (cli) =>
    cli
      .option('since', {
        type: 'string',
        default: '24h',
        coerce: (given: string) => timeOf('--since', given),
        describe: 'measured since: 2026-11-26T08:00:00Z, or 30s, 5m, 24h, 7d ago',
      })
      .example('$0 slo --since 7d', 'the last week'),
  run: async (session, { since, json }) => {
    const query = new URLSearchParams({ since: since.toISOString() });
    const [{ body: purchases }, downtime] = await Promise.all([
      session.service('pos', 'bank').ask<ServiceLevel>(serviceLevel, { path: `/v1/service-level?${query}` }),
      downtimeSince(session, since),
    ]);
    const { terminal } = session;
    if (json) await terminal.printJson({ purchases, downtime });
    else await terminal.print(sloText(purchases, downtime, terminal.width));
  },
});

/** The reason, where nobody probes. */
async function downtimeSince(session: Session, since: Date): Promise<Availability | { notMeasured: string }> {
  try {
    return await controlClient(session.info).availability(since);
  } catch (error) {
    if (error instanceof StackError && error.code === 'not-measured') return { notMeasured: error.message };
    throw error;
  }
}
