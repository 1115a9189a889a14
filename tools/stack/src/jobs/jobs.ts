import { join } from 'node:path';
import { z } from 'zod';

import { untilTogether } from '../kafka/brokers-together.js';
import { ensureTopics } from '../kafka/topics.js';
import { prepareDatabases } from '../postgres/databases.js';
import { ensureCheckpointKey } from '../services/checkpoint-key.js';
import { seedData, untilCardsKnown } from '../services/seed-data.js';
import { StackError } from '../stack-error.js';

/** Runs once to its end, changes nothing when its work is done already, and returns a text about its work. */
type Job = (env: NodeJS.ProcessEnv) => Promise<string>;

const job =
  <Shape extends z.ZodRawShape>(
    shape: Shape,
    work: (env: z.infer<z.ZodObject<Shape>>) => Promise<string>,
  ): Job =>
  async (env) =>
    work(z.object(shape).parse(env));

/** The jobs of a deployment besides its services: the same steps as those of `npm start`. */
const JOBS: Readonly<Record<string, Job>> = {
  topics: job(
    {
      KAFKA_BROKERS: z.string().transform((brokers) => brokers.split(',')),
      PEAJE_PARTITIONS: z.coerce.number().int().positive(),
    },
    async ({ KAFKA_BROKERS: brokers, PEAJE_PARTITIONS: partitions }) => {
      await untilTogether(brokers);
      await ensureTopics(brokers, partitions);
      return `all exist, on ${brokers.length} brokers`;
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
      if (extent === 'none') return 'no demo data (PEAJE_SEED=none)';
      const holders = await seedData(debit, extent);
      await untilCardsKnown(pos);
      return `${holders} holders are up to date`;
    },
  ),
};

/** @throws StackError `job-unknown` */
export async function runJob(name: string | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  const found = JOBS[name ?? ''];
  if (found) return found(env);
  throw new StackError(
    'job-unknown',
    name === undefined ? 'No job is named.' : `There is no job ${name}.`,
    `Choose one of ${Object.keys(JOBS).join(', ')}.`,
  );
}
