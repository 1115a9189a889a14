import { randomUUID } from 'node:crypto';
import { chargeView, routesOf, serviceNames } from '@peaje/contracts';
import { readStack } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, chargesOfTill, newKey, settled } from '../charges/callers.js';
import { type SeededCard } from '../charges/cards.js';
import { expectProblem } from '../http/expect-problem.js';
import { ask } from '../http/http-client.js';
import {
  brokenCharges,
  encodedCharges,
  strangeFields,
  type StrangeRequest,
  type Till,
} from './http-cases.js';
import type { Figures } from './setting.js';
import { exchange, type RawAnswer, requestBytes } from './sockets.js';
import type { StatusCounts } from './statuses.js';

const PREFERENCES: readonly (readonly [prefer: string, applied: string | null, status: readonly number[]])[] =
  [
    ['wait=3', 'wait=3', [201]],
    ['Wait = "4" ; foo', 'wait=4', [201]],
    ['wait=60', 'wait=25', [201]],
    ['wait=0', 'wait=1', [201]],
    ['wait=99999999999999999999', 'wait=25', [201]],
    ['wait=0.5', null, [201]],
    ['wait=-1', null, [201]],
    ['wait', null, [201]],
    ['handling=lenient, return=minimal', null, [201]],
    ['"', null, [201]],
    ['respond-async', 'respond-async', [201, 202]],
    ['foo, respond-async, wait=2', 'respond-async, wait=2', [201, 202]],
  ];

function expectRawProblem(answer: RawAnswer, status: number): void {
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
  expect(JSON.parse(answer.body)).toMatchObject({ status, code: expect.any(String) as string });
}

/** Requests that programs send, with intent or without. */
export class StrangeClients {
  private readonly till: Till;

  constructor(
    private readonly card: SeededCard,
    private readonly statuses: StatusCounts,
    private readonly figures: Figures,
  ) {
    this.till = { tillId: `till-${randomUUID()}`, key: 'demo_shop', token: card.token };
  }

  /** Each gets its status, a refusal is a problem, and only an accepted charge is stored. */
  itAnswersEach(): void {
    const accepted = new Set<string>();
    const groups: Record<string, readonly StrangeRequest[]> = {
      'a charge in %s': encodedCharges(this.till),
      'a body that is %s': brokenCharges(this.till),
      'a request with %s': strangeFields(this.till),
    };
    for (const [title, requests] of Object.entries(groups))
      it.each(requests)(`answers ${title} with %i`, async (_, status, bytes) => {
        const answer = await this.send(bytes());
        if (status >= 400) expectRawProblem(answer, status);
        else expect({ status: answer.status, body: answer.body }).toMatchObject({ status });
        if (status === 201) accepted.add(chargeView.parse(JSON.parse(answer.body)).id);
        if (status === 405) expect(answer.headers.get('allow')).toMatch(/GET/);
      });

    it('stores only the charges that it accepted', async () => {
      const stored = await chargesOfTill(this.till.tillId);
      expect(new Set(stored.map(({ id }) => id))).toEqual(accepted);
      this.figures['strange requests'] = Object.values(groups).flat().length;
    });
  }

  itDoesWhatItCanOfPreferences(): void {
    it.each(PREFERENCES)('says of "Prefer: %s" that it applies %s', async (prefer, applied, statuses) => {
      const answer = await chargeAtTill({ token: this.card.token, amountMinor: 1, headers: { prefer } });
      expect(statuses).toContain(answer.status);
      expect(answer.headers.get('preference-applied')).toBe(applied);
      expect(await settled(chargeIn(answer).id, 'shop')).toMatchObject({ status: 'approved' });
    });
  }

  itCancelsWithoutABody(): void {
    const chunked = ['Transfer-Encoding', 'chunked'] as const;
    it.each<[string, readonly (readonly [string, string])[], string]>([
      ['a type, and chunks of nothing', [['Content-Type', 'application/json'], chunked], '0\r\n\r\n'],
      [
        'a type and an encoding, and no bytes',
        [
          ['Content-Encoding', 'gzip'],
          ['Content-Type', 'text/xml'],
        ],
        '',
      ],
      ['nothing at all', [], ''],
    ])('cancels a charge for a client that sends %s', async (_, fields, body) => {
      const key = newKey();
      const { id } = chargeIn(await chargeAtTill({ token: this.card.token, amountMinor: 1, key }));
      const own = [['Authorization', `Bearer ${this.till.key}`], ...fields] as const;
      for (const path of [`/v1/charges/${id}/cancellation`, '/v1/cancellations']) {
        const bytes = requestBytes(`POST ${path} HTTP/1.1`, [...own, ['Idempotency-Key', key]], body);
        // Without a length there is no body.
        const sent = body === '' ? bytes.toString('latin1').replace(/Content-Length: 0\r\n/, '') : bytes;
        expect(await this.send(sent)).toMatchObject({ status: 200 });
      }
      expect(await settled(id, 'shop')).toMatchObject({ status: 'cancelled', ledger: 'reversed' });
    });
  }

  /** Every path of every service. */
  itNamesTheMethodsOfEachPath(): void {
    it.each(serviceNames)('%s says which methods a path answers', async (service) => {
      for (const [path, routes] of Map.groupBy(routesOf(service), (route) => route.path))
        for (const method of ['PUT', 'DELETE', 'PROPFIND']) {
          const answer = await ask(service, method, path.replaceAll(/\{\w+\}/g, 'x'), { as: 'anonymous' });
          expectProblem(answer, 405, 'method-not-allowed');
          const allowed = answer.headers.get('allow')!.split(', ');
          expect(allowed).toEqual(expect.arrayContaining(routes.map((route) => route.method)));
        }
    });
  }

  private async send(bytes: Buffer | string): Promise<RawAnswer> {
    const answer = await exchange('pos', bytes);
    expect(readStack().seed.keys.shop).toBe(this.till.key);
    if (answer.status !== null) this.statuses.add(answer.status);
    return answer;
  }
}
