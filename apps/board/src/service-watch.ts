import { isKeyedByCard, page, parkingServices, type FeedData } from '@peaje/contracts';
import { z } from 'zod';
import { sentTexts, TextCount } from './text-count.js';
import type { ServiceClient } from './service-client.js';

type Services = FeedData<'services'>;
type Instance = Services['items'][number]['instances'][number];
type DeadLetters = FeedData<'dead-letters'>;
type Parked = DeadLetters['items'][number];

const ready = z.object({ detail: z.string().optional() });
const consumers = z.object({
  groups: z.array(
    z.object({
      group: z.string(),
      inGroup: z.boolean(),
      partitions: z.array(
        z.object({
          lag: z.number().nullable(),
          retrying: z.unknown().nullable(),
          unreadable: z.unknown().nullable(),
        }),
      ),
    }),
  ),
});

/** The most that a list gives at once. */
const MOST = 200;
const parkedKeys = page(
  z.object({
    topic: z.string(),
    key: z.string(),
    records: z.int(),
    head: z.object({ id: z.string(), code: z.string(), attempts: z.int() }),
  }),
);
const deadLetters = page(
  z.object({
    id: z.string(),
    topic: z.string(),
    key: z.string().nullable(),
    line: z.string(),
    code: z.string(),
    attempts: z.int(),
  }),
);

/** Asks the services how they are, and what waits for an operator. */
export class ServiceWatch {
  private readonly texts = new TextCount();
  private readonly parked = new Map<string, Parked>();

  constructor(private readonly client: ServiceClient) {}

  async services(): Promise<Services> {
    const urls = await this.client.urls();
    const items = [...urls].map(async ([service, instances]) => ({
      service,
      instances: await Promise.all(instances.map((url) => this.instance(url))),
    }));
    return { items: await Promise.all(items) };
  }

  /** Texts that the provider has accepted since the first look. Null while no instance of sms answers. */
  async textsSent(): Promise<number | null> {
    const urls = (await this.client.urls()).get('sms') ?? [];
    const answers = await Promise.all(
      urls.map((url) =>
        this.client.get(url, '/metrics').then(
          ({ text }) => [url, text] as const,
          () => null,
        ),
      ),
    );
    const found = answers.filter((one) => one !== null);
    return found.length === 0 ? null : this.texts.take(found.map(([url, text]) => [url, sentTexts(text)]));
  }

  /** Of all services that may park records. A service of `nx g consumer` parks, too. */
  async deadLetters(): Promise<DeadLetters> {
    const running = [...(await this.client.urls()).keys()];
    const others = running.filter((name) => name !== 'audit' && name !== 'fake-twilio');
    const services = [...new Set<string>([...parkingServices, ...others])];
    const items = await Promise.all(services.map((service) => this.parkedIn(service)));
    return { items };
  }

  private async instance(url: string): Promise<Instance> {
    const answer = await this.client.get(url, '/health/ready').catch(() => null);
    if (answer === null) return { url, state: 'silent', detail: null, groups: [] };
    const detail = answer.status === 200 ? null : (ready.safeParse(json(answer.text)).data?.detail ?? null);
    return {
      url,
      state: answer.status === 200 ? 'ready' : 'not-ready',
      detail,
      groups: await this.groupsAt(url),
    };
  }

  private async groupsAt(url: string): Promise<Instance['groups']> {
    const answer = await this.client.get(url, '/health/consumers').catch(() => null);
    const health = consumers.safeParse(json(answer?.text ?? '')).data;
    return (health?.groups ?? []).map(({ group, inGroup, partitions }) => ({
      group,
      inGroup,
      lag: partitions.some(({ lag }) => lag === null)
        ? null
        : partitions.reduce((sum, { lag }) => sum + (lag ?? 0), 0),
      retrying: partitions.filter(({ retrying }) => retrying != null).length,
      unreadable: partitions.filter(({ unreadable }) => unreadable != null).length,
    }));
  }

  private async parkedIn(service: string): Promise<Parked> {
    try {
      const [keys, letters] = await Promise.all([
        this.client.read(service, `/v1/parked-keys?limit=${MOST}`, parkedKeys),
        this.client.read(service, `/v1/dead-letters?limit=${MOST}`, deadLetters),
      ]);
      const alone = letters.items.filter(({ line }) => line === 'none');
      const parked = {
        service,
        known: true,
        keys: keys.items.length,
        records: keys.items.reduce((sum, { records }) => sum + records, 0) + alone.length,
        more: keys.nextCursor !== null || letters.nextCursor !== null,
        heads: [
          ...keys.items.map(({ head, records, ...one }) => ({ ...one, ...head, waiting: records - 1 })),
          ...alone.map(({ line: _, ...one }) => ({ ...one, waiting: 0 })),
        ].map((head) => ({ ...head, key: isKeyedByCard(head.topic) ? null : head.key })),
      };
      this.parked.set(service, parked);
      return parked;
    } catch {
      const last = this.parked.get(service);
      return { service, keys: 0, records: 0, more: false, heads: [], ...last, known: false };
    }
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
