import type { GeneratedRequest } from './requests.js';
import type { WireAnswer } from './wire.js';

interface ChargeLike {
  readonly id: string;
}

const ASSETS: ReadonlySet<string> = new Set(['swagger-ui.css']);

/** The requests accepted so far: no other may leave a trace, and later requests may name what they made. */
export class AcceptedRequests {
  readonly charges = new Set<string>();
  readonly deposits = new Set<string>();
  readonly recoveries = new Set<string>();
  readonly accounts = new Set<string>();
  readonly cards = new Set<string>();
  /** Notices of earlier charges: sms refuses a resolution for its contents only when the notice exists. */
  readonly notices = new Set<string>();
  /** How many operations there were: each is a record of its own, with an id that no answer contains. */
  operations = 0;
  /** Accounts that this run opened, and no earlier run with the same seed: every posting in them is of this run. */
  readonly opened = new Set<string>();

  /** The path with an existing id in the place of each `{n}`. */
  pathOf({ path }: GeneratedRequest): string {
    if (!path.includes('{')) return path;
    const pool = [...this.poolOf(path)];
    return path.replaceAll(/\{(\d+)\}/g, (_, n: string) =>
      encodeURIComponent(pool[Number(n) % pool.length] ?? n),
    );
  }

  private poolOf(path: string): ReadonlySet<string> {
    if (path.startsWith('/v1/cards')) return this.cards;
    if (path.startsWith('/v1/accounts')) return this.accounts;
    if (path.startsWith('/v1/notices')) return this.notices;
    return /^\/v1\/(charges|debts)/.test(path) ? this.charges : ASSETS;
  }

  /** Adds what a successful answer reports. */
  add({ method, path }: GeneratedRequest, answer: WireAnswer): void {
    if (answer.status >= 300 || method === 'GET') return;
    const route = path.split('?')[0]!;
    const body = answer.json as { readonly id: string; readonly token: string };
    if (route === '/v1/toll-passages' && answer.status === 200) this.addLines(answer.text);
    else if (/^\/v1\/(charges|toll-passages|cancellations)/.test(route)) this.charges.add(body.id);
    else if (route === '/v1/accounts') {
      this.accounts.add(body.id);
      if (answer.status === 201) this.opened.add(body.id);
    } else if (route.startsWith('/v1/cards')) this.cards.add(body.token);
    else if (route.endsWith('/deposits')) this.deposits.add(body.id);
    else if (route.endsWith('/recovery')) this.recoveries.add(body.id);
    else if (route.endsWith('/resolution')) this.operations += 1;
  }

  private addLines(text: string): void {
    for (const line of text.split('\n').filter(Boolean)) {
      const { charge } = JSON.parse(line) as { charge?: ChargeLike };
      if (charge) this.charges.add(charge.id);
    }
  }
}
