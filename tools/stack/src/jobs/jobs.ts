import { join } from 'node:path';
import { z } from 'zod';

import { untilTogether } from '../kafka/brokers-together.js';
import { ensureTopics } from '../kafka/topics.js';
import { prepareDatabases } from '../postgres/databases.js';
import { ensureCheckpointKey } from '../services/checkpoint-key.js';
import { seedData, untilCardsKnown } from '../services/seed-data.js';
import { StackError } from '../stack-error.js';

/** Runs to its end once, changes nothing when all is done already, and returns what was done, in words. */
type Job = (env: NodeJS.ProcessEnv) => Promise<string>;

const job =
  <Shape extends z.ZodRawShape>(
    shape: Shape,
    work: (env: z.infer<z.ZodObject<Shape>>) => Promise<string>,
  ): Job =>
  async (env) =>
    work(z.object(shape).parse(env));

/** What a deployment needs done around its services: the same steps as those of `npm start`. */
export const JOBS: Readonly<Record<string, Job>> = {
  topics: job(
    {
      KAFKA_BROKERS: z.string().transform((brokers) => brokers.split(',')),
      PEAJE_PARTITIONS: z.coerce.number().int().positive(),
    },
    async ({ KAFKA_BROKERS: brokers, PEAJE_PARTITIONS: partitions }) => {
      await untilTogether(brokers);
      await ensureTopics(brokers, partitions);
      return `there, on ${brokers.length} brokers`;
    },
  ),
  databases: job({ POSTGRES_URL: z.url() }, ({ POSTGRES_URL: server }) => prepareDatabases(server)),
  'checkpoint-key': job({ KEYS: z.string() }, async ({ KEYS: keys }) => {
    await ensureCheckpointKey({ keys });
    return `in ${join(keys, 'checkpoint.pem')}`;
  }),
  seed: job(
    { DEBIT_URL: z.url(), POS_URL: z.url(), PEAJE_SEED: z.enum(['all', 'named', 'none']) },
    async ({ DEBIT_URL: debit, POS_URL: pos, PEAJE_SEED: extent }) => {
      if (extent === 'none') return 'none wanted';
      const holders = await seedData(debit, extent);
      await untilCardsKnown(pos);
      return `${holders} holders gone through`;
    },
  ),
};

/** @throws StackError `job-unknown` */
export async function runJob(name: string | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  const found = JOBS[name ?? ''];
  if (found) return found(env);
  throw new StackError(
    'job-unknown',
    `There is no job ${name ?? 'without a name'}.`,
    `There are: ${Object.keys(JOBS).join(', ')}`,
  );
}
