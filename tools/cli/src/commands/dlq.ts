import {
  deadLetterView,
  groupOf,
  LONGEST_REDRIVE_SECONDS,
  redriveView,
  wholeDeadLetterView,
} from '@peaje/contracts';
import { CliError, EXIT } from '../cli-error.js';
import { command, commandGroup } from '../command.js';
import { batches, skip } from './dlq-batches.js';
import { deadLetterIdOf, deadLetterPosition } from '../dead-letter-id.js';
import { askEach, deadLettersOf, onlyOne, parkedKeysOf, parkingOf } from '../parking.js';
import { deadLettersText, deadLetterText, parkedKeysText } from '../render/dead-letters.js';
import { text } from '../render/printable.js';
import { redriveText, type GroupQueue } from '../render/redrive.js';
import type { Service } from '../service.js';
import type { Session } from '../session.js';

const GROUP = { type: 'string', describe: 'one group, or all of a service' } as const;
const REASON = { type: 'string', describe: 'the reason, which audit records' } as const;
/** The last record of a redrive may take longer than the redrive itself. */
const REDRIVE_TIMEOUT_MS = (LONGEST_REDRIVE_SECONDS + 100) * 1_000;

const list = command({
  usage: 'list',
  describe: 'the dead letters, and the records parked behind them',
  options: (cli) =>
    cli
      .option('group', GROUP)
      .option('topic', { type: 'string', describe: 'one topic only' })
      .option('parked-key', { type: 'string', describe: 'one key only' })
      .option('code', { type: 'string', describe: 'one error code only' }),
  run: async (session, { group, topic, parkedKey, code, json }) => {
    const query = Object.entries({ topic, key: parkedKey, code }).filter(([, value]) => value !== undefined);
    const found = await deadLettersOf(session, group, Object.fromEntries(query) as Record<string, string>);
    await (json
      ? session.terminal.printJson(found)
      : session.terminal.print(deadLettersText(found, session.terminal.width)));
  },
});

const show = command({
  usage: 'show <dead-letter>',
  describe: 'one dead letter with its contents',
  options: (cli) =>
    cli
      .positional('dead-letter', {
        type: 'string',
        demandOption: true,
        describe: 'its position, as list shows it',
      })
      .option('group', GROUP)
      .example('$0 dlq show charges.requested/2@118', 'the record, and why debit could not handle it'),
  run: async (session, { deadLetter, group, json }) => {
    const id = deadLetterIdOf(deadLetter);
    const ask = (service: Service) =>
      service.ask(wholeDeadLetterView, { path: `/v1/dead-letters/${encodeURIComponent(id)}` });
    const [name, { body }] = onlyOne(
      `dead letter at ${deadLetterPosition(id)}`,
      await askEach(session, group, ask),
    );
    const letter = { group: groupOf(name, body.topic), ...body };
    await (json ? session.terminal.printJson(letter) : session.terminal.print(deadLetterText(letter)));
  },
});

const keys = command({
  usage: 'keys',
  describe: 'the parked keys, and the dead letter that each waits for',
  options: (cli) => cli.option('group', GROUP),
  run: async (session, { group, json }) => {
    const found = await parkedKeysOf(session, group);
    await (json
      ? session.terminal.printJson(found)
      : session.terminal.print(parkedKeysText(found, session.terminal.width)));
  },
});

const redrive = command({
  usage: 'redrive',
  describe: 'handle parked records again, in order, up to the first failure',
  options: (cli) =>
    cli
      .option('id', { type: 'string', describe: 'one dead letter, by its position: the first of its key' })
      .option('parked-key', { type: 'string', describe: 'all parked records of this key' })
      .option('topic', { type: 'string', describe: 'the topic, when the key is parked in several' })
      .option('code', { type: 'string', describe: 'all keys whose first dead letter has this code' })
      .option('group', GROUP)
      .option('dry-run', { type: 'boolean', default: false, describe: 'report what a redrive would do' })
      .option('reason', REASON)
      .conflicts({ id: ['parked-key', 'code'], code: 'parked-key' })
      .implies('topic', 'parked-key')
      .example('$0 dlq redrive --parked-key acc_rich --reason "release 42"', 'then the key is free again'),
  run: async (session, { id, parkedKey, topic, code, group, dryRun, reason, json }) => {
    const chosen = await choose(session, { id, parkedKey, topic, code, group });
    const recordedReason = reason ?? (dryRun ? 'dry run' : undefined);
    if (recordedReason === undefined) throw reasonMissing();
    const queues: GroupQueue[] = [];
    for (const { name, service, selection } of chosen)
      queues.push(...(await redriveAll(name, service, { ...selection, dryRun, reason: recordedReason })));
    await (json
      ? session.terminal.printJson({ dryRun, lines: queues })
      : session.terminal.print(redriveText(queues, dryRun, session.terminal.width)));
    return queues.some(({ stoppedBy }) => stoppedBy !== null) ? EXIT.refused : EXIT.done;
  },
});

const discard = command({
  usage: 'discard <dead-letter>',
  describe:
    'discard one dead letter: a charge request is cancelled; a record that moves money back is refused',
  options: (cli) =>
    cli
      .positional('dead-letter', {
        type: 'string',
        demandOption: true,
        describe: 'its position, as list shows it',
      })
      .option('group', GROUP)
      .option('reason', REASON)
      .example(
        '$0 dlq discard charges.requested/2@118 --reason "written by hand"',
        'then its key can be redriven',
      ),
  run: async (session, { deadLetter, group, reason, json }) => {
    if (reason === undefined) throw reasonMissing();
    const id = deadLetterIdOf(deadLetter);
    const [name, service] = await ownerOf(session, group, id);
    const { body } = await service.ask(deadLetterView, {
      method: 'POST',
      path: '/v1/discards',
      body: { deadLetterId: id, reason },
    });
    if (json) return session.terminal.printJson({ group: groupOf(name, body.topic), ...body });
    await session.terminal.print(text`${name} has discarded ${deadLetterPosition(id)}.`);
    if (body.line === 'head' && body.key !== null)
      session.terminal.log(
        text`Redrive the records behind it: peaje dlq redrive --parked-key ${body.key} --reason …`,
      );
  },
});

export const dlqCommand = commandGroup('dlq', [list, show, keys, redrive, discard, batches, skip]);

interface Chosen {
  readonly name: string;
  readonly service: Service;
  readonly selection: Readonly<Record<string, string>>;
}

interface Choice {
  readonly id: string | undefined;
  readonly parkedKey: string | undefined;
  readonly topic: string | undefined;
  readonly code: string | undefined;
  readonly group: string | undefined;
}

/** The services to call, and the selection for each. @throws CliError (usage, refused) */
async function choose(session: Session, { id, parkedKey, topic, code, group }: Choice): Promise<Chosen[]> {
  if (id !== undefined) {
    const deadLetterId = deadLetterIdOf(id);
    const [name, service] = await ownerOf(session, group, deadLetterId);
    return [{ name, service, selection: { deadLetterId } }];
  }
  if (parkedKey !== undefined) {
    const all = await parkedKeysOf(session, group);
    const found = all.filter((one) => one.key === parkedKey && (topic === undefined || one.topic === topic));
    const byTopic = new Map(found.map((one) => [`${one.group} ${one.topic}`, one]));
    const [, one] = onlyOne(
      `parked key ${parkedKey}`,
      [...byTopic.values()].map((key) => [key.group, key] as const),
    );
    const [[name, service] = []] = parkingOf(session, one.group);
    return [{ name: name!, service: service!, selection: { topic: one.topic, key: one.key } }];
  }
  if (code === undefined)
    throw new CliError(
      EXIT.usage,
      'Name --id, --parked-key or --code.',
      'peaje dlq keys shows the parked keys.',
    );
  const deadLetters = await deadLettersOf(session, group, { code });
  const heads = deadLetters.filter(({ line }) => line !== 'behind');
  const groups = new Set(heads.map((head) => head.group));
  if (groups.size === 0)
    throw new CliError(
      EXIT.refused,
      `No key is parked with the code ${code}.`,
      'peaje dlq list shows all dead letters.',
    );
  const services = new Map([...groups].flatMap((one) => parkingOf(session, one)));
  return [...services].map(([name, service]) => ({ name, service, selection: { code } }));
}

async function ownerOf(
  session: Session,
  group: string | undefined,
  id: string,
): Promise<readonly [string, Service]> {
  const ask = async (service: Service) => {
    await service.ask(wholeDeadLetterView, { path: `/v1/dead-letters/${encodeURIComponent(id)}` });
    return service;
  };
  return onlyOne(`dead letter at ${deadLetterPosition(id)}`, await askEach(session, group, ask));
}

/** Repeats the redrive until nothing is left or nothing moves: the service ends each one after a while. */
async function redriveAll(
  name: string,
  service: Service,
  body: { readonly dryRun: boolean; readonly reason: string },
): Promise<GroupQueue[]> {
  const redriven = new Map<string, number>();
  for (;;) {
    const { body: answer } = await service.ask(redriveView, {
      method: 'POST',
      path: '/v1/redrives',
      body,
      timeoutMs: REDRIVE_TIMEOUT_MS,
    });
    const queues = answer.lines.map((queue) => {
      const id = `${queue.topic}/${queue.partition} ${queue.key}`;
      const total = (redriven.get(id) ?? 0) + queue.redriven;
      redriven.set(id, total);
      return { group: groupOf(name, queue.topic), ...queue, redriven: total };
    });
    const hasMore = answer.lines.some((queue) => queue.redriven > 0 && queue.left > 0 && !queue.stoppedBy);
    if (body.dryRun || !hasMore || 'deadLetterId' in body) return queues;
  }
}

const reasonMissing = () =>
  new CliError(
    EXIT.usage,
    '--reason is missing: audit records it with the operation.',
    'For example: --reason "release 42".',
  );
