import { join } from 'node:path';
import { forkProgram } from '../stack/programs.js';
import type { LoadOrder, LoadResult } from './order.js';

const PROGRAM = join(import.meta.dirname, 'callers.js');

/** @throws when an answer is not the one that the callers want, unless they accept all */
export async function load(order: LoadOrder, { acceptsAll = false } = {}): Promise<LoadResult> {
  const callers = forkProgram(PROGRAM);
  callers.send(order);
  const result = await new Promise<LoadResult>((resolve, reject) => {
    callers.once('message', (message) => resolve(message as LoadResult));
    callers.once('exit', (code) => reject(new Error(`the callers ended with ${code}`)));
  });
  const wanted = order.kind === 'shop' ? '201 approved' : '202 pending';
  const others = Object.entries(result.kinds).filter(([kind]) => kind !== wanted);
  if (others.length > 0 && !acceptsAll)
    throw new Error(`not every answer is ${wanted}: ${JSON.stringify(result.kinds)}`);
  return result;
}
