import { createLogUpdate } from 'log-update';
import { CliError, EXIT } from '../cli-error.js';
import { command } from '../command.js';
import { timelineText } from '../render/timeline.js';
import { type ChargeFacts, waitingFor } from '../watch/charge-facts.js';
import { followCharge } from '../watch/follow-charge.js';
import { timeline } from '../watch/timeline.js';

const DEFAULT_TIMEOUT_SECONDS = 30;

export const watchCommand = command({
  usage: 'watch <chargeId>',
  describe: 'follow one charge across services and topics until it is settled',
  options: (cli) =>
    cli
      .positional('chargeId', { type: 'string', demandOption: true, describe: 'the charge' })
      .option('timeout', {
        type: 'number',
        default: DEFAULT_TIMEOUT_SECONDS,
        describe: 'seconds; after them it prints the timeline so far and ends with exit code 1',
      })
      .example('$0 watch 01a204ef-4271-7bb5-9de3-dfcc51258005', 'from the till to the text'),
  run: async (session, { chargeId, timeout, json }) => {
    const { terminal } = session;
    if (!(timeout > 0)) throw new CliError(EXIT.usage, '--timeout must be more than 0 seconds.');
    const live = !json && terminal.isInteractive ? createLogUpdate(process.stdout) : null;
    const draw = (facts: ChargeFacts) => live?.(timelineText(facts).toString());
    const facts = await followCharge(session, chargeId, timeout * 1_000, draw);
    const missing = waitingFor(facts);
    if (json) {
      const events = timeline(facts);
      await terminal.printJson({
        settled: missing.length === 0,
        waitingFor: missing,
        charge: facts.charge,
        events,
      });
    } else if (live) live.done();
    else await terminal.print(timelineText(facts));
    if (missing.length === 0) return;
    if (terminal.signal.aborted)
      throw new CliError(EXIT.interrupted, 'Interrupted before the charge was settled.');
    throw new CliError(
      EXIT.refused,
      `Not settled after ${timeout} s: still waiting for ${missing.join(', ')}.`,
    );
  },
});
