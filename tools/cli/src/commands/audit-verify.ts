import {
  chainOf,
  chainView,
  type ChainVerification,
  type CheckpointWarning,
  EMPTY_CHAIN,
  topics,
  type Verification,
  verification,
} from '@peaje/contracts';
import { EXIT } from '../cli-error.js';
import { command } from '../command.js';
import { positionText } from '../kafka/record-view.js';
import { rereadChain } from '../kafka/reread-chain.js';
import { allItems } from '../pages.js';
import { progressBar } from '../progress-bar.js';
import { type ChainReport, checkedCheckpoints, verificationText } from '../render/verification.js';
import { Refused, type Service } from '../service.js';
import type { Session } from '../session.js';

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
      .example('$0 audit verify --from-topic', 'all chains, compared with their topics'),
  run: async (session, { chain, fromTopic, json }) => {
    const audit = session.service('audit', 'bank');
    const names = chain === undefined ? await allChains(session, audit) : [chain];
    const bar = progressBar(session.terminal, 'chains', names.length);
    const reports: ChainReport[] = [];
    const warnings = new Map<string, CheckpointWarning>();
    try {
      for (const name of names) {
        const found = await verifyChain(audit, name, chain !== undefined);
        for (const one of found.warnings) warnings.set(positionText(one), one);
        for (const one of found.chains)
          reports.push({
            ...one,
            reread: fromTopic ? await rereadChain(session.kafka, one, session.terminal.signal) : null,
          });
        bar.advance(name);
      }
    } finally {
      bar.stop();
    }
    const ok = reports.every((report) => report.ok && report.reread?.ok !== false);
    const all = [...warnings.values()];
    const checked = checkedCheckpoints(reports);
    if (json) await session.terminal.printJson({ ok, checkpoints: checked, chains: reports, warnings: all });
    else await session.terminal.print(verificationText(reports, all));
    return ok ? EXIT.done : EXIT.refused;
  },
});

/** The chains of audit, and one for each partition that it should record: a deleted chain must show up. */
async function allChains({ kafka }: Session, audit: Service): Promise<string[]> {
  const names = new Set<string>();
  for (const { chain } of await allItems(audit, chainView, '/v1/chains')) names.add(chain);
  const existing = new Set(await kafka.topics());
  for (const { name } of topics.filter(({ groups }) => groups.includes('audit'))) {
    if (!existing.has(name)) continue;
    for (const { partition, high } of await kafka.ends(name))
      if (high > 0n) names.add(chainOf({ topic: name, partition }));
  }
  return [...names].sort();
}

/** No chains for an empty one that the command line does not name. */
async function verifyChain(audit: Service, chain: string, wasNamed: boolean): Promise<Verification> {
  try {
    const { body } = await audit.ask(verification, {
      method: 'POST',
      path: '/v1/verifications',
      body: { chain },
      timeoutMs: VERIFICATION_TIMEOUT_MS,
    });
    return body;
  } catch (error) {
    const isUnknown = error instanceof Refused && error.problem.code === 'not-found';
    if (!isUnknown || wasNamed) throw error;
    return { ok: true, chains: [unrecorded(chain)], warnings: [] };
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
