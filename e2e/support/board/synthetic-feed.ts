import { randomUUID } from 'node:crypto';
import { deadLetterTopic, topics, type ChargeDigest, type FeedData } from '@peaje/contracts';

const PARTITIONS = [0, 1, 2, 3];
const BROKERS = [1, 2, 3];
const SERVICES = ['audit', 'debit', 'pos', 'sms'];
/** What the board tells a second; of more, one charge in n. */
const TOLD_PER_SECOND = 250;
const RECENT = 200;
const LAG = 40;
const DEAD_TOPIC = 'charges.decided.sms.dlq';

type Record = FeedData<'record'>;
type Kind = ChargeDigest['kind'];

const ROADS: { readonly kind: Kind; readonly requested: string; readonly decided: string }[] = [
  { kind: 'shop', requested: 'charges.requested', decided: 'charges.decided' },
  { kind: 'toll', requested: 'passages.requested', decided: 'passages.decided' },
];

/** What the board would tell of a system that handles so many charges a second, with faults that can be set. */
export class SyntheticFeed {
  /** Brokers that are down, groups that share anew, and members that come in addition, by group. */
  readonly down = new Set<number>();
  readonly sharing = new Set<string>();
  readonly more = new Map<string, string[]>();
  readonly notReady = new Map<string, string>();
  readonly dead: string[] = [];
  private readonly ends = new Map<string, number>();
  private readonly recent: Record[] = [];
  private readonly since = new Date().toISOString();
  private accepted = 0;
  private records = 0;

  constructor(public chargesPerSecond: number) {
    for (const { name } of topics)
      for (const partition of PARTITIONS) this.ends.set(`${name}/${partition}`, 0);
  }

  /** A power of two, as the board chooses it. */
  get oneIn(): number {
    let n = 1;
    while ((this.chargesPerSecond * 2) / n > TOLD_PER_SECOND) n *= 2;
    return n;
  }

  /** So many charges, each with its request and its decision. The told records of them. */
  charges(count: number): Record[] {
    const told: Record[] = [];
    for (let i = 0; i < count; i++) {
      const isTold = this.accepted++ % this.oneIn === 0;
      const { kind, requested, decided } = ROADS[this.accepted % 2]!;
      const partition = ((this.accepted * 2_654_435_761) % 2 ** 32) >>> 30;
      const status =
        this.accepted % 9 === 0 ? 'declined' : this.accepted % 31 === 0 ? 'cancelled' : 'approved';
      const id = `ch_${randomUUID()}`;
      const both = [this.record(requested, partition, id, kind, 'requested')];
      both.push(this.record(decided, partition, id, kind, status));
      if (isTold) told.push(...both);
    }
    this.recent.push(...told);
    this.recent.splice(0, this.recent.length - RECENT);
    return told;
  }

  /** Every state, as the board tells it. */
  snapshot(): FeedData<'snapshot'> {
    return {
      epoch: 'synthetic',
      at: new Date().toISOString(),
      reading: { state: 'reading', since: this.since, group: 'board.1.synthetic' },
      ...this.states(),
      records: [...this.recent],
    };
  }

  states() {
    return {
      partitions: this.partitions(),
      groups: this.groups(),
      brokers: this.brokers(),
      services: this.services(),
      deadLetters: this.deadLetters(),
      counters: this.counters(),
      sampled: { oneIn: this.oneIn, since: this.since },
    };
  }

  private record(
    topic: string,
    partition: number,
    id: string,
    kind: Kind,
    status: ChargeDigest['status'],
  ): Record {
    const offset = this.ends.get(`${topic}/${partition}`) ?? 0;
    this.ends.set(`${topic}/${partition}`, offset + 1);
    this.records++;
    const now = new Date().toISOString();
    const amount = { value: String(100 + (offset % 5_000)), currency: 'EUR' as const };
    return {
      topic,
      partition,
      offset: String(offset),
      key: `acc_${offset % 500}`,
      type: `peaje.charge.${status}.v1`,
      id: `${id}:${status}`,
      time: now,
      recordedAt: now,
      charge: { id, kind, status, amount, merchantId: 'm_1' },
    };
  }

  private partitions(): FeedData<'partitions'> {
    const names = topics.flatMap(({ name, groups }) => [
      name,
      ...groups.map((group) => deadLetterTopic(name, group)),
    ]);
    const inSync = BROKERS.filter((id) => !this.down.has(id));
    const items = names.flatMap((topic) =>
      PARTITIONS.map((partition) => {
        const leader = inSync[(partition + topic.length) % inSync.length] ?? null;
        const end = topic.startsWith('holders') ? null : String(this.endOf(topic, partition));
        return { topic, partition, end, leader, replicas: BROKERS, inSync };
      }),
    );
    return { items: items.sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0)) };
  }

  /** The dead letters are all of one partition. */
  private endOf(topic: string, partition: number): number {
    if (topic === DEAD_TOPIC && partition === 0) return this.dead.length;
    return this.ends.get(`${topic}/${partition}`) ?? 0;
  }

  private groups(): FeedData<'groups'> {
    const names = [...new Set(topics.flatMap(({ groups }) => groups))].sort();
    return { items: names.map((group) => this.group(group)) };
  }

  private group(group: string): FeedData<'groups'>['items'][number] {
    const service = group.split('-')[0] ?? group;
    const owned = topics
      .filter(({ groups }) => groups.includes(group))
      .flatMap(({ name }) => PARTITIONS.map((partition) => ({ topic: name, partition })));
    const isSharing = this.sharing.has(group);
    const clients = [`${service}-1`, ...(this.more.get(group) ?? [])];
    const members = clients.map((client, at) => {
      const own = isSharing ? [] : owned.filter(({ partition }) => partition % clients.length === at);
      return { id: `${client}-id`, client, partitions: own, idle: !isSharing && own.length === 0 };
    });
    const partitions = owned.map(({ topic, partition }) => {
      const end = this.ends.get(`${topic}/${partition}`) ?? 0;
      const lag = Math.min(end, this.chargesPerSecond > 0 ? Math.round(LAG * Math.random()) : 0);
      const member = members.find((one) =>
        one.partitions.some((own) => own.topic === topic && own.partition === partition),
      );
      return { topic, partition, committed: String(end - lag), lag, member: member?.id ?? null };
    });
    const lag = partitions.reduce((sum, one) => sum + one.lag, 0);
    return { group, service, state: isSharing ? 'PreparingRebalance' : 'Stable', members, lag, partitions };
  }

  private brokers(): FeedData<'brokers'> {
    const { items } = this.partitions();
    const [controller = null] = BROKERS.filter((id) => !this.down.has(id));
    const view = (id: number) => ({
      id,
      up: !this.down.has(id),
      leads: items.filter(({ leader }) => leader === id).length,
      replicas: items.length,
      inSync: this.down.has(id) ? 0 : items.length,
    });
    return { controller, items: BROKERS.map(view) };
  }

  private services(): FeedData<'services'> {
    const instance = (service: string, port: number) => {
      const detail = this.notReady.get(service) ?? null;
      const state = detail === null ? ('ready' as const) : ('not-ready' as const);
      return { url: `http://127.0.0.1:${port}`, state, detail, groups: [] };
    };
    return {
      items: SERVICES.map((service, at) => ({ service, instances: [instance(service, 3_000 + at)] })),
    };
  }

  private deadLetters(): FeedData<'dead-letters'> {
    const heads = this.dead.map((code, at) => ({
      id: String(at),
      topic: 'charges.decided',
      key: `acc_${at}`,
      code,
      attempts: 1,
      waiting: 0,
    }));
    const count = heads.length;
    return { items: [{ service: 'sms', known: true, keys: count, records: count, more: false, heads }] };
  }

  private counters(): FeedData<'counters'> {
    const { accepted, records, since } = this;
    return {
      since,
      accepted,
      decided: accepted,
      lost: 0,
      lostAfterSeconds: 60,
      texts: accepted >> 3,
      records,
    };
  }
}
