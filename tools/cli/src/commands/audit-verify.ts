import {
  chainOf,
  chainView,
  type ChainView,
  type ChainVerification,
  type CheckpointWarning,
  EMPTY_CHAIN,
  topics,
  type Verification,
  verification,
  type VerificationBody,
} from '@peaje/contracts';
import { type Anchor, readAnchor } from '../anchor-file.js';
import { EXIT } from '../cli-error.js';
import { command } from '../command.js';
import { positionText } from '../kafka/record-view.js';
import { rereadChain } from '../kafka/reread-chain.js';
import { allItems } from '../pages.js';
import { progressBar } from '../progress-bar.js';
import { type ChainReport, checkedCheckpoints, verificationText } from '../render/verification.js';
import { text } from '../render/printable.js';
import { Refused, type Service } from '../service.js';
import type { Session } from '../session.js';
import { VerifiedState } from '../verified-state.js';

/** audit answers when it has read the whole chain. */
const VERIFICATION_TIMEOUT_MS = 15 * 60_000;

export const verifyCommand = command({
  usage: 'verify',
  describe: 'recompute the hash chains, and compare them with the signed checkpoints',
  options: (cli) =>
    cli
      .option('chain', { type: 'string', describe: 'one chain only: charges.requested/2' })
      .option('from-topic', {
        alias: 'reread',
        type: 'boolean',
        default: false,
        describe: 'also compare with the records in Kafka: this trusts neither audit nor its database',
      })
      .option('full', {
        type: 'boolean',
        default: false,
        describe: 'read all entries again, not only those after the last verified checkpoint',
      })
      .option('anchor', {
        type: 'string',
        array: true,
        describe: 'a file of peaje audit anchor: the chains must extend its checkpoints',
      })
      .option('state', {
        type: 'string',
        describe:
          'the file with the last verified checkpoints [$XDG_STATE_HOME/peaje/verified-<cluster>.json]',
      })
      .example('$0 audit verify --from-topic', 'all chains, compared with their topics'),
  run: async (session, { chain, fromTopic, full, anchor: anchorFiles = [], state: stateFile, json }) => {
    const anchors = (await Promise.all(anchorFiles.map(readAnchor))).flatMap(
      ({ checkpoints }) => checkpoints,
    );
    const audit = session.service('audit', 'bank');
    const cluster = await session.kafka.clusterId();
    const state = await VerifiedState.open(stateFile, session.stateHome, cluster);
    const elsewhere = [...anchors.map((one) => one.chain), ...state.chains];
    const heads = await allItems(audit, chainView, '/v1/chains');
    const chains = chain === undefined ? await allChains(session, heads, elsewhere) : [chain];
    // A comparison with the topic reads all of it in any case.
    const isFull = full || fromTopic;
    const options = { isNamed: chain !== undefined, isFull, fromTopic, anchors, state, heads };
    const { reports, warnings } = await verifyChains(session, chains, options);
    const ok = reports.every((report) => report.ok && report.reread?.ok !== false);
    await keep(session, state, reports);
    const checkpoints = checkedCheckpoints(reports);
    if (json) await session.terminal.printJson({ ok, checkpoints, chains: reports, warnings });
    else await session.terminal.print(verificationText(reports, warnings, session.terminal.width));
    return ok ? EXIT.done : EXIT.refused;
  },
});

interface Options {
  readonly isNamed: boolean;
  readonly isFull: boolean;
  readonly fromTopic: boolean;
  readonly anchors: Anchor['checkpoints'];
  readonly state: VerifiedState;
  /** The chains as audit has them at the start. */
  readonly heads: readonly ChainView[];
}

async function verifyChains(
  session: Session,
  chains: readonly string[],
  options: Options,
): Promise<{ reports: ChainReport[]; warnings: CheckpointWarning[] }> {
  const audit = session.service('audit', 'bank');
  const bar = progressBar(session.terminal, 'entries', entriesToRead(chains, options));
  const reports: ChainReport[] = [];
  const warnings = new Map<string, CheckpointWarning>();
  try {
    for (const chain of chains) {
      const anchors = options.anchors.filter((one) => one.chain === chain);
      const found = await verifyChain(audit, requestFor(chain, anchors, options), options.isNamed);
      for (const one of found.warnings) warnings.set(positionText(one), one);
      for (const one of found.chains) {
        bar.advance(chain, one.entries);
        const reread = options.fromTopic
          ? await rereadChain(session.kafka, one, session.terminal.signal, anchors, () => bar.advance(chain))
          : null;
        reports.push({ ...one, reread });
      }
    }
  } finally {
    bar.stop();
  }
  return { reports, warnings: [...warnings.values()] };
}

/** audit reads those of a chain since the last verified checkpoint; a comparison with the topic reads each once more. */
function entriesToRead(chains: readonly string[], { heads, isFull, fromTopic, state }: Options): number {
  return heads
    .filter(({ chain }) => chains.includes(chain))
    .map(({ chain, seq }) => Number(seq) - (isFull ? 0 : Number(state.of(chain)?.seq ?? 0)))
    .reduce((sum, entries) => sum + entries * (fromTopic ? 2 : 1), 0);
}

/** The last verified checkpoint is where an incremental verification begins, and an anchor of a full one. */
function requestFor(
  chain: string,
  anchors: Options['anchors'],
  { isFull, state }: Options,
): NonNullable<VerificationBody> {
  const since = state.of(chain);
  const heads = [...anchors, ...(isFull && since ? [since] : [])];
  return {
    chain,
    anchors: heads.map(({ number, seq, hash }) => ({ chain, number, seq, hash })),
    ...(isFull || !since ? {} : { since }),
  };
}

/** Keeps what was verified, chain by chain: a broken one stays where it was. */
async function keep(session: Session, state: VerifiedState, reports: readonly ChainReport[]): Promise<void> {
  for (const { verified, reread } of reports) if (verified && reread?.ok !== false) state.note(verified);
  await state.save().catch((error: Error) => {
    session.terminal.log(text`The next verification reads all again: ${state.file}: ${error.message}`);
  });
}

/** The chains of audit, of files, and one for each partition to be recorded: a deleted chain must show up. */
async function allChains(
  { kafka }: Session,
  heads: readonly ChainView[],
  elsewhere: readonly string[],
): Promise<string[]> {
  const names = new Set<string>([...elsewhere, ...heads.map(({ chain }) => chain)]);
  const existing = new Set(await kafka.topics());
  for (const { name } of topics.filter(({ groups }) => groups.includes('audit'))) {
    if (!existing.has(name)) continue;
    for (const { partition, high } of await kafka.ends(name))
      if (high > 0n) names.add(chainOf({ topic: name, partition }));
  }
  return [...names].sort();
}

/** No chains for an empty one that the command line does not name. */
async function verifyChain(
  audit: Service,
  request: NonNullable<VerificationBody>,
  wasNamed: boolean,
): Promise<Verification> {
  try {
    const { body } = await audit.ask(verification, {
      method: 'POST',
      path: '/v1/verifications',
      body: request,
      timeoutMs: VERIFICATION_TIMEOUT_MS,
    });
    return body;
  } catch (error) {
    const isUnknown = error instanceof Refused && error.problem.code === 'not-found';
    if (!isUnknown || wasNamed) throw error;
    return { ok: true, chains: [unrecorded(request.chain!)], warnings: [] };
  }
}

/** audit has recorded nothing of a partition that has records: audit is behind, or its chain is gone. */
const unrecorded = (chain: string): ChainVerification => ({
  chain,
  entries: 0,
  ok: true,
  head: { seq: 0, offset: EMPTY_CHAIN.offset.toString(), hash: EMPTY_CHAIN.hash.toString('hex') },
  firstBreak: null,
  since: 0,
  verified: null,
  checkpoints: { checked: 0, invalid: 0, number: 0, vouchedSeq: 0 },
});
