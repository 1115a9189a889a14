import { givenAnswer, type GivenAnswer } from '@peaje/contracts';
import { z } from 'zod';
import type { BoardKeys } from './board-keys.js';
import type { ServiceDirectory } from './service-directory.js';

const TIMEOUT_MS = 2_000;
const OWNERS = ['till', 'gate'] as const;
const answers = z.object({ items: z.array(givenAnswer) });

/** What pos has told the callers of a charge. Each instance remembers its own answers, and tells them to the owner only. */
export class ToldCallers {
  constructor(
    private readonly directory: ServiceDirectory,
    private readonly keys: BoardKeys,
  ) {}

  /** The oldest first. An instance that does not answer has told nothing. */
  async about(chargeId: string): Promise<GivenAnswer[]> {
    const urls = (await this.directory.urls()).get('pos') ?? [];
    const owners = OWNERS.filter((owner) => this.keys.mayRead(owner).allowed).map((owner) =>
      this.keys.of(owner),
    );
    const told = await Promise.all(
      urls.flatMap((url) =>
        owners.map((key) => ask(`${url}/v1/charges/${chargeId}/answers`, key).catch((): GivenAnswer[] => [])),
      ),
    );
    return told.flat().sort((a, b) => (a.at < b.at ? -1 : 1));
  }
}

async function ask(url: string, key: string): Promise<GivenAnswer[]> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  });
  // 404: the charge is of another owner.
  return response.status === 200 ? answers.parse(await response.json()).items : [];
}
