import { chargeView, type ChargeView } from '@peaje/contracts';
import { CliError } from '../cli-error.js';
import { type Answer, Refused, type Service } from '../service.js';
import { tryAgain } from './charge-options.js';

export interface ChargeRequest {
  readonly path: string;
  readonly body: unknown;
  readonly key: string;
  readonly prefer?: string | null;
}

/** After these, nothing was stored: the key was not used up. */
const isClear = (status: number): boolean => status < 500 || status === 503;

/** Sends a request for a charge. When it is not known whether it was stored, the error says its key. */
export async function takeCharge(
  pos: Service,
  { path, body, key, prefer }: ChargeRequest,
): Promise<Answer<ChargeView>> {
  const headers = { 'idempotency-key': key, ...(prefer ? { prefer } : {}) };
  try {
    return await pos.ask(chargeView, { method: 'POST', path, body, headers });
  } catch (error) {
    if (!(error instanceof CliError) || (error instanceof Refused && isClear(error.problem.status)))
      throw error;
    throw new CliError(error.exitCode, error.message, tryAgain(key), { cause: error });
  }
}
