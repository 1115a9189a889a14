import { serviceOf, type FeedData } from '@peaje/contracts';
import type { KafkaClient, PartitionOffset } from '@peaje/messaging';
import { brokersView, groupView, offsetsByName, partitionsView } from './cluster-view.js';
import { topology } from './topology.js';

interface BrokersAndPartitions {
  readonly brokers: FeedData<'brokers'>;
  readonly partitions: FeedData<'partitions'>;
}

/**
 * Asks Kafka about brokers and partitions, and about the groups of the contracts. They are apart: when a broker dies,
 * the groups that it coordinated do not answer for a while, and that is when one looks at the brokers.
 */
export class ClusterWatch {
  private readonly names = topology().groups;

  constructor(private readonly client: KafkaClient) {}

  /** @throws when Kafka does not answer */
  async cluster(ends: readonly PartitionOffset[]): Promise<BrokersAndPartitions> {
    const cluster = await this.client.describeCluster();
    return { brokers: brokersView(cluster), partitions: partitionsView(cluster, offsetsByName(ends)) };
  }

  /** `endsNow`: what the board has read by then. @throws when a coordinator does not answer */
  async groups(endsNow: () => readonly PartitionOffset[]): Promise<FeedData<'groups'>> {
    const described = await this.client.describeGroups(this.names.map(({ name }) => name));
    const committed = new Map<string, readonly PartitionOffset[]>();
    for (const { name, topics } of this.names)
      committed.set(name, await this.client.committedOffsets(name, ...topics));
    // After the commits, so that no group seems to be further than the end.
    const ends = offsetsByName(endsNow());
    return {
      items: described.map((one) =>
        groupView(one, serviceOf(one.group), committed.get(one.group) ?? [], ends),
      ),
    };
  }
}
