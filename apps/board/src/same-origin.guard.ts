import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CONFIG } from '@peaje/chassis';
import { Refusal } from '@peaje/kernel';
import type { BoardConfig } from './board.config.js';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What the browser itself says of a request that a page of this origin, or a person, has made. */
const OWN = ['same-origin', 'none'];

/**
 * The board asks its visitors for no key, so it answers its own page only. Another page could be open in the same
 * browser: a browser tells where a request comes from, and a name that only resolves to this address is not in the list.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: BoardConfig) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Headers }>();
    const reason = otherOrigin(headers, this.config.PEAJE_BOARD_HOSTS);
    if (reason === null) return true;
    throw new Refusal('forbidden', { detail: reason });
  }
}

/** Why a request does not come from the board's own page; null when it does. Pure. */
export function otherOrigin(headers: Headers, names: readonly string[]): string | null {
  const host = String(headers['host'] ?? '');
  if (!names.includes(host.replace(/:\d*$/, '').toLowerCase()))
    return `the board does not know this Host: PEAJE_BOARD_HOSTS lists its names (${names.join(', ')})`;
  const site = headers['sec-fetch-site'];
  const origin = headers['origin'];
  const isOwn =
    (site === undefined || OWN.includes(String(site))) &&
    (origin === undefined || isAt(String(origin), host));
  return isOwn ? null : 'a page of another origin may not read the board: open it at its own address';
}

const isAt = (origin: string, host: string): boolean =>
  URL.canParse(origin) && new URL(origin).host === new URL(`http://${host}`).host;
