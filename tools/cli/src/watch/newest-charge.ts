import { chargeView, type ChargeView, page } from '@peaje/contracts';
import { CliError, EXIT } from '../cli-error.js';
import { ownersIn } from '../commands/find-charge.js';
import type { Session } from '../session.js';

/** The newest charge of all owners. @throws CliError (refused) when there is none. */
export async function newestCharge(session: Session): Promise<ChargeView> {
  const pages = await Promise.all(
    ownersIn(session).map((owner) =>
      session.service('pos', owner).ask(page(chargeView), { path: '/v1/charges?limit=1' }),
    ),
  );
  // Ids begin with their time.
  const [newest] = pages.flatMap(({ body }) => body.items).sort((a, b) => (a.id < b.id ? 1 : -1));
  if (newest) return newest;
  throw new CliError(
    EXIT.refused,
    'There is no charge yet.',
    'Make one: peaje charge --card card_rich --amount 19.90',
  );
}
