import { deadLetterView, redriveView, wholeDeadLetterView, type ServiceName } from '@peaje/contracts';
import { CliError, EXIT } from '../cli-error.js';
import { command, commandGroup } from '../command.js';
import { askEach, deadLetterIdOf, keysOf, lettersOf, onlyOne, parkingOf } from '../parking.js';
import { deadLettersText, deadLetterText, parkedKeysText, placeText } from '../render/dead-letters.js';
import { redriveText, type GroupLine } from '../render/redrive.js';
import type { Service } from '../service.js';
import type { Session } from '../session.js';

const GROUP = { type: 'string', describe: 'of this group only' } as const;
const REASON = { type: 'string', describe: 'why, for the record that audit keeps' } as const;
/** A service redrives for 20 s, then says what is left. */
const A_REDRIVE_MS = 120_000;

const list = command({
  usage: 'list',
  describe: 'what the groups could not handle, and what waits behind it',
  options: (cli) =>
    cli
      .option('group', GROUP)
      .option('topic', { type: 'string', describe: 'read from this topic' })
      .option('parked-key', { type: 'string', describe: 'of this key' })
      .option('code', { type: 'string', describe: 'with this error code' }),
  run: async (session, { group, topic, parkedKey, code, json }) => {
    const query = Object.entries({ topic, key: parkedKey, code }).filter(([, value]) => value !== undefined);
    const letters = await lettersOf(session, group, Object.fromEntries(query) as Record<string, string>);
    await (json ? session.terminal.json(letters) : session.terminal.say(deadLettersText(letters)));
  },
});

const show = command({
  usage: 'show <dead-letter>',
  describe: 'one of them whole',
  options: (cli) =>
    cli
      .positional('dead-letter', {
        type: 'string',
        demandOption: true,
        describe: 'its place, as list shows it',
      })
      .option('group', GROUP)
      .example('$0 dlq show charges.requested/2@118', 'what was read there, and why it was given up'),
  run: async (session, { deadLetter, group, json }) => {
    const id = deadLetterIdOf(deadLetter);
    const ask = (service: Service) =>
      service.ask(wholeDeadLetterView, { path: `/v1/dead-letters/${encodeURIComponent(id)}` });
    const [name, { body }] = onlyOne(`dead letter at ${placeText(id)}`, await askEach(session, group, ask));
    const letter = { group: name, ...body };
    await (json ? session.terminal.json(letter) : session.terminal.say(deadLetterText(letter)));
  },
});

const keys = command({
  usage: 'keys',
  describe: 'keys whose records wait, and what for',
  options: (cli) => cli.option('group', GROUP),
  run: async (session, { group, json }) => {
    const found = await keysOf(session, group);
    await (json ? session.terminal.json(found) : session.terminal.say(parkedKeysText(found)));
  },
});

const redrive = command({
  usage: 'redrive',
  describe: 'handle parked records again, in order, up to the first that fails',
  options: (cli) =>
    cli
      .option('id', { type: 'string', describe: 'one dead letter, by its place: the first of its key' })
      .option('parked-key', { type: 'string', describe: 'all that waits under this key' })
      .option('topic', { type: 'string', describe: 'of the key, where it waits in several' })
      .option('code', { type: 'string', describe: 'every key whose first dead letter has this code' })
      .option('group', GROUP)
      .option('dry-run', { type: 'boolean', default: false, describe: 'only say what would be done' })
      .option('reason', REASON)
      .conflicts({ id: ['parked-key', 'code'], code: 'parked-key' })
      .implies('topic', 'parked-key')
      .example('$0 dlq redrive --parked-key acc_rich --reason "release 42"', 'and the key is free again'),
  run: async (session, { id, parkedKey, topic, code, group, dryRun, reason, json }) => {
    const chosen = await choose(session, { id, parkedKey, topic, code, group });
    const why = reason ?? (dryRun ? 'dry run' : undefined);
    if (why === undefined) throw reasonMissing();
    const lines: GroupLine[] = [];
    for (const { name, service, selection } of chosen)
      lines.push(...(await redriveAll(name, service, { ...selection, dryRun, reason: why })));
    await (json
      ? session.terminal.json({ dryRun, lines })
      : session.terminal.say(redriveText(lines, dryRun)));
    return lines.some(({ stoppedBy }) => stoppedBy !== null) ? EXIT.refused : EXIT.done;
  },
});

const discard = command({
  usage: 'discard <dead-letter>',
  describe: 'give one dead letter up: a request is cancelled, what moves money back is refused',
  options: (cli) =>
    cli
      .positional('dead-letter', {
        type: 'string',
        demandOption: true,
        describe: 'its place, as list shows it',
      })
      .option('group', GROUP)
      .option('reason', REASON)
      .example('$0 dlq discard charges.requested/2@118 --reason "written by hand"', 'and its key may go on'),
  run: async (session, { deadLetter, group, reason, json }) => {
    if (reason === undefined) throw reasonMissing();
    const id = deadLetterIdOf(deadLetter);
    const [name, service] = await ownerOf(session, group, id);
    const { body } = await service.ask(deadLetterView, {
      ...{ method: 'POST', path: '/v1/discards' },
      body: { deadLetterId: id, reason },
    });
    if (json) return session.terminal.json({ group: name, ...body });
    await session.terminal.say(`${name} has given up ${placeText(id)}.`);
    if (body.line === 'head' && body.key !== null)
      session.terminal.note(`What waited behind it: peaje dlq redrive --parked-key ${body.key} --reason …`);
  },
});

export const dlqCommand = commandGroup('dlq', 'dead letters, and what waits behind them', [
  list,
  show,
  keys,
  redrive,
  discard,
]);

interface Chosen {
  readonly name: ServiceName;
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

/** Whom to ask for what. @throws CliError (usage, refused) */
async function choose(session: Session, { id, parkedKey, topic, code, group }: Choice): Promise<Chosen[]> {
  if (id !== undefined) {
    const deadLetterId = deadLetterIdOf(id);
    const [name, service] = await ownerOf(session, group, deadLetterId);
    return [{ name, service, selection: { deadLetterId } }];
  }
  if (parkedKey !== undefined) {
    const all = await keysOf(session, group);
    const found = all.filter((one) => one.key === parkedKey && (topic === undefined || one.topic === topic));
    const places = new Map(found.map((one) => [`${one.group} ${one.topic}`, one]));
    const [, one] = onlyOne(
      `parked key ${parkedKey}`,
      [...places.values()].map((key) => [key.group, key] as const),
    );
    const [service] = parkingOf(session, one.group);
    return [{ name: one.group, service: service![1], selection: { topic: one.topic, key: one.key } }];
  }
  if (code === undefined)
    throw new CliError(
      EXIT.usage,
      'Which ones? Name --id, --parked-key or --code.',
      'peaje dlq keys shows what waits.',
    );
  const letters = await lettersOf(session, group, { code });
  const groups = new Set(letters.filter(({ line }) => line !== 'behind').map((letter) => letter.group));
  if (groups.size === 0)
    throw new CliError(
      EXIT.refused,
      `Nothing waits because of ${code}.`,
      'peaje dlq list shows what there is.',
    );
  return [...groups].map((name) => ({ name, service: session.service(name, 'bank'), selection: { code } }));
}

async function ownerOf(
  session: Session,
  group: string | undefined,
  id: string,
): Promise<readonly [ServiceName, Service]> {
  const ask = async (service: Service) => {
    await service.ask(wholeDeadLetterView, { path: `/v1/dead-letters/${encodeURIComponent(id)}` });
    return service;
  };
  return onlyOne(`dead letter at ${placeText(id)}`, await askEach(session, group, ask));
}

/** As often as the service has more to do: it answers after a while. */
async function redriveAll(
  name: ServiceName,
  service: Service,
  body: { readonly dryRun: boolean; readonly reason: string },
): Promise<GroupLine[]> {
  const redriven = new Map<string, number>();
  for (;;) {
    const { body: answer } = await service.ask(redriveView, {
      ...{ method: 'POST', path: '/v1/redrives', body },
      timeoutMs: A_REDRIVE_MS,
    });
    const lines = answer.lines.map((line) => {
      const place = `${line.topic}/${line.partition} ${line.key}`;
      const total = (redriven.get(place) ?? 0) + line.redriven;
      redriven.set(place, total);
      return { group: name, ...line, redriven: total };
    });
    const goesOn = answer.lines.some((line) => line.redriven > 0 && line.left > 0 && line.stoppedBy === null);
    if (body.dryRun || !goesOn || 'deadLetterId' in body) return lines;
  }
}

const reasonMissing = () =>
  new CliError(
    EXIT.usage,
    'Why? --reason is missing: what operators do goes on record.',
    'For example: --reason "release 42".',
  );
