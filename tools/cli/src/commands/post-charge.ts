import { chargeView, type ChargeView } from '@peaje/contracts';
import { CliError } from '../cli-error.js';
import { type Answer, Refused, type Service } from '../service.js';
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
  pos: Service,
  { path, body, key, prefer }: ChargeRequest,
): Promise<Answer<ChargeView>> {
  const headers = { 'idempotency-key': key, ...(prefer ? { prefer } : {}) };
  try {
    return await pos.ask(chargeView, { method: 'POST', path, body, headers });
  } catch (error) {
    if (!(error instanceof CliError) || (error instanceof Refused && wasNotStored(error.problem.status)))
      throw error;
    throw new CliError(error.exitCode, error.shown, tryAgain(key), { cause: error });
  }
}
