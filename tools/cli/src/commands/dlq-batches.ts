import {
  groupOf,
  groupsOf,
  serviceNames,
  unreadableBatchList,
  unreadableBatchView,
  type UnreadableBatchView,
} from '@peaje/contracts';
import { CliError, EXIT } from '../cli-error.js';
import { command } from '../command.js';
import { isIn } from '../parking.js';
import { batchPosition, unreadableBatchesText } from '../render/unreadable-batches.js';
import { text } from '../render/printable.js';
import type { Session } from '../session.js';

const POSITION =
  /^(?<topic>[A-Za-z0-9._-]{1,249})\/(?<partition>\d{1,9})@(?<first>\d{1,19})-(?<last>\d{1,19})$/;

const GROUPS = serviceNames.flatMap(groupsOf);

const ownerOf = (group: string) => serviceNames.find((name) => groupsOf(name).includes(group))!;

/** `peaje dlq batches` */
export const batches = command({
  usage: 'batches',
  describe: 'the batches of records that a group cannot read, and waits before',
  options: (cli) => cli.option('group', { choices: GROUPS, describe: 'one group, or all of a service' }),
  run: async (session, { group, json }) => {
    const found: (UnreadableBatchView & { readonly group: string })[] = [];
    const running = serviceNames.filter((name) => session.info.services[name]?.length);
    for (const name of group === undefined ? running : [ownerOf(group)]) {
      const { body } = await session
        .service(name, 'bank')
        .ask(unreadableBatchList, { path: '/v1/unreadable-batches' });
      const all = body.items.map((batch) => ({ group: groupOf(name, batch.topic), ...batch }));
      found.push(...all.filter(isIn(group)));
    }
    await (json
      ? session.terminal.printJson(found)
      : session.terminal.print(unreadableBatchesText(found, session.terminal.width)));
  },
});

/** `peaje dlq skip` */
export const skip = command({
  usage: 'skip <batch>',
  describe: 'step over exactly one batch that a group cannot read: its records are lost to that group',
  options: (cli) =>
    cli
      .positional('batch', {
        type: 'string',
        demandOption: true,
        describe: 'its position, as batches shows it',
      })
      .option('group', { choices: GROUPS, demandOption: true, describe: 'the group that waits' })
      .option('reason', { type: 'string', demandOption: true, describe: 'the reason, which audit records' })
      .example(
        '$0 dlq skip charges.requested/2@118-157 --group debit --reason "disk failure of 26 November"',
        'then debit goes on at 158',
      ),
  run: async (session, { batch, group, reason, json }) => {
    const view = await skipBatch(session, group, batch, reason);
    if (json) return session.terminal.printJson({ group, ...view });
    await session.terminal.print(text`${group} steps over ${batchPosition(view)} within seconds.`);
  },
});

async function skipBatch(session: Session, group: string, batch: string, reason: string) {
  const { topic, partition, first, last } = POSITION.exec(batch)?.groups ?? {};
  if (topic === undefined)
    throw new CliError(
      EXIT.usage,
      `${batch} is no position of a batch: topic/partition@first-last.`,
      'peaje dlq batches shows them.',
    );
  const { body } = await session.service(ownerOf(group), 'bank').ask(unreadableBatchView, {
    method: 'POST',
    path: '/v1/skipped-batches',
    body: { topic, partition: Number(partition), firstOffset: first, lastOffset: last, reason },
  });
  return body;
}
