import { serviceOf, type FeedData } from '@peaje/contracts';
import type { KafkaClient, PartitionOffset } from '@peaje/messaging';
import { brokersView, groupView, offsetsByName, partitionsView } from './cluster-view.js';
import { topology } from './topology.js';

export interface ClusterState {
  readonly brokers: FeedData<'brokers'>;
  readonly partitions: FeedData<'partitions'>;
  readonly groups: FeedData<'groups'>;
}

/** Asks Kafka about brokers, partitions and the groups of the contracts, all in one go. */
export class ClusterWatch {
  private readonly groups = topology().groups;

  constructor(private readonly client: KafkaClient) {}

  /** `endsNow`: what the board has read by then. @throws when Kafka does not answer */
  async look(endsNow: () => readonly PartitionOffset[]): Promise<ClusterState> {
    const cluster = await this.client.describeCluster();
    const described = await this.client.describeGroups(this.groups.map(({ name }) => name));
    const committed = new Map<string, readonly PartitionOffset[]>();
    for (const { name, topics } of this.groups)
      committed.set(name, await this.client.committedOffsets(name, ...topics));
    // After the commits, so that no group seems to be further than the end.
    const ends = offsetsByName(endsNow());
    return {
      brokers: brokersView(cluster),
      partitions: partitionsView(cluster, ends),
      groups: {
        items: described.map((one) =>
          groupView(one, serviceOf(one.group), committed.get(one.group) ?? [], ends),
        ),
      },
    };
  }
}
