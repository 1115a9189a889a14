import type { GeneratedRequest } from './requests.js';
import type { WireAnswer } from './wire.js';

interface ChargeLike {
  readonly id: string;
}

const ASSETS: ReadonlySet<string> = new Set(['swagger-ui.css']);

/** What was accepted so far: the only things that may leave a trace, and that later requests may name. */
export class Made {
  readonly charges = new Set<string>();
  readonly deposits = new Set<string>();
  readonly recoveries = new Set<string>();
  readonly accounts = new Set<string>();
  readonly cards = new Set<string>();
  /** Of earlier charges: a resolution must name one that exists to be refused for what it is. */
  readonly notices = new Set<string>();
  /** What an operator did is a record of its own, with an id that no answer tells. */
  operations = 0;
  /** Opened by this run, and not by an earlier one with the same seed: all that is in them is ours. */
  readonly opened = new Set<string>();

  /** The path with something that exists in the place of each `{n}`. */
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

  /** Takes down what an answer of success says that it did. */
  note({ method, path }: GeneratedRequest, answer: WireAnswer): void {
    if (answer.status >= 300 || method === 'GET') return;
    const route = path.split('?')[0]!;
    const body = answer.json as { readonly id: string; readonly token: string };
    if (route === '/v1/toll-passages' && answer.status === 200) this.noteLines(answer.text);
    else if (/^\/v1\/(charges|toll-passages|cancellations)/.test(route)) this.charges.add(body.id);
    else if (route === '/v1/accounts') {
      this.accounts.add(body.id);
      if (answer.status === 201) this.opened.add(body.id);
    } else if (route.startsWith('/v1/cards')) this.cards.add(body.token);
    else if (route.endsWith('/deposits')) this.deposits.add(body.id);
    else if (route.endsWith('/recovery')) this.recoveries.add(body.id);
    else if (route.endsWith('/resolution')) this.operations += 1;
  }

  private noteLines(text: string): void {
    for (const line of text.split('\n').filter(Boolean)) {
      const { charge } = JSON.parse(line) as { charge?: ChargeLike };
      if (charge) this.charges.add(charge.id);
    }
  }
}
