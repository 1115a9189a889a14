import { peajeWithin } from '../operator.js';

/** It reads every charge there is. The test has its own limit. */
const WITHIN_MS = 3_600_000;

/** What `peaje reconcile --json` prints. */
export interface Reconciled {
  readonly ok: boolean;
  readonly findings: readonly {
    readonly code: string;
    readonly count: number;
    readonly first: readonly {
      readonly chargeId: string | null;
      readonly place: string;
      readonly detail: string;
    }[];
  }[];
  readonly compared: Readonly<Record<string, number>>;
  readonly onTheWay: Readonly<Record<string, number>>;
}

/** Runs the command. Its exit code says the same as its answer. */
export async function reconciled(...options: string[]): Promise<Reconciled> {
  const { exitCode, stdout, stderr } = await peajeWithin(WITHIN_MS, 'reconcile', '--json', ...options);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: expect.any(Number) as number, stderr: '' });
  const answer = JSON.parse(stdout) as Reconciled;
  expect(exitCode).toBe(answer.ok ? 0 : 1);
  return answer;
}

/** Nothing is missing, doubled or different. It holds at every moment, also while charges are under way. */
export async function expectItIsAllThere(...options: string[]): Promise<Reconciled> {
  const answer = await reconciled(...options);
  expect(answer.findings).toEqual([]);
  return answer;
}
