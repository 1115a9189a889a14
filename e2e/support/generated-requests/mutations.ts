import fc, { type Arbitrary } from 'fast-check';
import { oddText, oddValue } from './values.js';

type Place = readonly string[];

/** Every place in a value that something else could stand in, the value itself excepted. */
function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...at, key], ...placesIn(inner, [...at, key])]);
}

/** A copy in which `change` was done to whoever holds the place. */
function changed(
  value: unknown,
  place: Place,
  change: (holder: Record<string, unknown>, key: string) => void,
) {
  const copy = structuredClone(value);
  let holder = copy as Record<string, unknown>;
  for (const key of place.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  change(holder, place.at(-1)!);
  return copy;
}

const setOwn = (holder: object, key: string, value: unknown) =>
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });

/** Almost what it was: a field gone, a field too many, something odd in the place of something right. */
export const almost = (value: unknown): Arbitrary<unknown> => {
  const places = placesIn(value);
  if (places.length === 0) return oddValue;
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...places), oddValue)
        .map(([place, odd]) => changed(value, place, (holder, key) => setOwn(holder, key, odd))),
    },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom(...places)
        .map((place) => changed(value, place, (holder, key) => delete holder[key])),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...places), oddText, oddValue)
        .map(([place, name, odd]) => changed(value, place, (holder) => setOwn(holder, name, odd))),
    },
    { weight: 1, arbitrary: oddValue },
  );
};
