import { serviceNames } from '@peaje/contracts';
import { optional, timeOf, wholeNumber } from '../arguments.js';
import { EXIT } from '../cli-error.js';
import { command } from '../command.js';
import { progressBar } from '../progress-bar.js';
import { reconcile } from '../reconcile/reconcile.js';
import type { Services } from '../reconcile/read-services.js';
import { reconciliationText } from '../render/reconciliation.js';
import type { Session } from '../session.js';

const DEFAULT_LIMIT = 20;

export const reconcileCommand = command({
  usage: 'reconcile',
  options: (cli) =>
    cli
      .option('since', {
        type: 'string',
        describe: 'only charges of this time and later: 2026-11-26T08:00:00Z, or 30m, 24h, 7d ago',
        coerce: optional((given) => timeOf('--since', given)),
      })
      .option('limit', {
        ...wholeNumber('--limit', { min: 1, example: DEFAULT_LIMIT, default: DEFAULT_LIMIT }),
        describe: 'how many differences of each kind to show',
      })
      .example('$0 reconcile', 'everything; exit code 1 when there is a difference')
      .example('$0 reconcile --since 24h', 'the charges of the last day'),
  run: async (session, { since, limit, json }) => {
    let bar: ReturnType<typeof progressBar> | undefined;
    const result = await reconcile({
      kafka: session.kafka,
      services: services(session),
      since: since ?? null,
      limit,
      signal: session.terminal.signal,
      onStart: (lines) => (bar = progressBar(session.terminal, 'lines', lines)),
      onProgress: (of) => bar?.advance(of),
    }).finally(() => bar?.stop());
    if (json) await session.terminal.printJson(result);
    else await session.terminal.print(reconciliationText(result));
    return result.ok ? EXIT.done : EXIT.refused;
  },
});

const services = (session: Session): Services =>
  Object.fromEntries(serviceNames.map((name) => [name, session.service(name, 'bank')])) as Services;
