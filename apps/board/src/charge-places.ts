import { keepNewest } from '@peaje/kernel';
import type { RecordPosition } from '@peaje/messaging';

const MOST_CHARGES = 10_000;
/** A record that comes again is another record. */
const MOST_RECORDS = 20;

/** Where the records of the last charges are: audit knows, too, but some seconds later. */
export class ChargePlaces {
  private readonly places = new Map<string, RecordPosition[]>();

  add(chargeId: string, { topic, partition, offset }: RecordPosition): void {
    const known = this.places.get(chargeId) ?? [];
    if (known.length < MOST_RECORDS) this.places.set(chargeId, [...known, { topic, partition, offset }]);
    keepNewest(this.places, MOST_CHARGES);
  }

  of(chargeId: string): readonly RecordPosition[] {
    return this.places.get(chargeId) ?? [];
  }
}
