/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Where Kafka keeps a record: its name for ever. */
export interface RecordPosition extends TopicPartition {
  readonly offset: bigint;
}

/** `topic/partition` */
export const partitionName = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** `topic/partition@offset` */
export const positionName = (position: RecordPosition): string =>
  `${partitionName(position)}@${position.offset}`;
