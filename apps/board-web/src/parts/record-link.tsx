import { Chip } from './chip.js';

interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** Topic · partition · offset, which opens the record. */
export function RecordLink({ topic, partition, offset }: Place) {
  return (
    <Chip to={`/kafka/records/${encodeURIComponent(`${topic}:${partition}:${offset}`)}`}>
      {topic} · {partition} · <span className="figures">{offset}</span>
    </Chip>
  );
}
