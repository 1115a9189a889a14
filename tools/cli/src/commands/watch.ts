import { createLogUpdate } from 'log-update';
import { chargeIdOf, decimalNumber, optional } from '../arguments.js';
import { CliError, EXIT } from '../cli-error.js';
import { command } from '../command.js';
import { chargeLine } from '../render/charge.js';
import { json as jsonText, text } from '../render/printable.js';
import { timelineText } from '../render/timeline.js';
import type { Session } from '../session.js';
import { type ChargeFacts, waitingFor } from '../watch/charge-facts.js';
import { followCharge } from '../watch/follow-charge.js';
import { newCharges } from '../watch/follow-charges.js';
import { newestCharge } from '../watch/newest-charge.js';
import { timeline } from '../watch/timeline.js';
import { ownersIn } from './find-charge.js';

const DEFAULT_TIMEOUT_SECONDS = 30;

export const watchCommand = command({
  usage: 'watch [chargeId]',
  options: (cli) =>
    cli
      .positional('chargeId', { type: 'string', coerce: optional(chargeIdOf), describe: 'the charge' })
      .option('last', { type: 'boolean', default: false, describe: 'the newest charge' })
      .option('follow', {
        type: 'boolean',
        default: false,
        describe: 'a line for each new charge once it is decided, until Ctrl-C',
      })
      .option('timeout', {
        ...decimalNumber('--timeout', { min: 0.1, example: 30, default: DEFAULT_TIMEOUT_SECONDS }),
        describe: 'seconds; after them it prints the timeline so far and ends with exit code 1',
      })
      .example('$0 watch --last', 'from the till to the text'),
  run: async (session, { chargeId, last, follow, timeout, json }) => {
    const ways = [chargeId !== undefined, last, follow].filter(Boolean).length;
    if (ways !== 1) {
      throw new CliError(
        EXIT.usage,
        ways === 0
          ? 'Which charge? Name it, or --last, or --follow.'
          : 'Name a charge, or --last, or --follow: one of them.',
        'peaje watch --last shows the newest charge.',
      );
    }
    if (follow) return followAll(session, json);
    await watchOne(session, chargeId ?? (await newestCharge(session)).id, timeout, json);
  },
});

async function watchOne(
  session: Session,
  chargeId: string,
  timeout = DEFAULT_TIMEOUT_SECONDS,
  json = false,
): Promise<void> {
  const { terminal } = session;
  const live = !json && terminal.isInteractive ? createLogUpdate(process.stdout) : null;
  const draw = (facts: ChargeFacts) => live?.(timelineText(facts, terminal.width).toString());
  const facts = await followCharge(session, chargeId, timeout * 1_000, draw);
  const missing = waitingFor(facts);
  if (json) {
    const { charge } = facts;
    const events = timeline(facts);
    await terminal.printJson({ settled: missing.length === 0, waitingFor: missing, charge, events });
  } else if (live) live.done();
  else await terminal.print(timelineText(facts, terminal.width));
  if (missing.length === 0) return;
  if (terminal.signal.aborted)
    throw new CliError(EXIT.interrupted, 'Interrupted before the charge was settled.');
  throw new CliError(
    EXIT.refused,
    `Not settled after ${timeout} s: still waiting for ${missing.join(', ')}.`,
  );
}

async function followAll(session: Session, json: boolean): Promise<void> {
  const { terminal } = session;
  const callers = ownersIn(session).map((owner) => session.service('pos', owner));
  const charges = await newCharges(callers, terminal.signal);
  terminal.log(text`Each new charge is a line, once it is decided. Ctrl-C ends it.`);
  for await (const charge of charges) {
    await terminal.print(json ? jsonText(charge) : chargeLine(charge, terminal.width));
  }
}
