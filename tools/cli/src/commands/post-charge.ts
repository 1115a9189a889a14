import type { ChargeView } from '@peaje/contracts';
import { chargeAnswer } from '../charge-answer.js';
import { CliError } from '../cli-error.js';
import { list, text } from '../render/printable.js';
import { type Answer, Refused } from '../service.js';
import type { Session } from '../session.js';
import { tryAgain } from './charge-options.js';

interface ChargeRequest {
  readonly path: string;
  readonly body: unknown;
  readonly key: string;
  readonly prefer?: string | null;
}

/** With these answers nothing was stored. */
const wasNotStored = (status: number): boolean => status < 500 || status === 503;

/** Sends a charge. When it may be stored or not, the error names its key. */
export async function postCharge(
  session: Session,
  caller: 'shop' | 'toll',
  { path, body, key, prefer }: ChargeRequest,
): Promise<Answer<ChargeView>> {
  const headers = { 'idempotency-key': key, ...(prefer ? { prefer } : {}) };
  try {
    return await session.service('pos', caller).ask(chargeAnswer, { method: 'POST', path, body, headers });
  } catch (error) {
    if (error instanceof Refused && error.problem.code === 'unknown-card')
      throw new CliError(error.exitCode, error.shown, cardsHint(session), { cause: error });
    if (!(error instanceof CliError) || (error instanceof Refused && wasNotStored(error.problem.status)))
      throw error;
    throw new CliError(error.exitCode, error.shown, tryAgain(key), { cause: error });
  }
}

const cardsHint = ({ info }: Session) =>
  text`The demo cards: ${list(Object.values(info.seed.cards))}. peaje cards says what each shows.`;
