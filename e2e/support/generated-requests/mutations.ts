import fc, { type Arbitrary } from 'fast-check';
import { oddText, oddValue } from './values.js';

type Path = readonly string[];

/** The path of every field in a value, however deep. */
function pathsIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...at, key], ...pathsIn(inner, [...at, key])]);
}

/** A copy in which `change` was applied to the object that holds the field. */
function changed(value: unknown, path: Path, change: (holder: Record<string, unknown>, key: string) => void) {
  const copy = structuredClone(value);
  let holder = copy as Record<string, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  change(holder, path.at(-1)!);
  return copy;
}

const setOwn = (holder: object, key: string, value: unknown) =>
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });

/** Almost the same value: with one field removed, added or replaced by something odd. */
export const almost = (value: unknown): Arbitrary<unknown> => {
  const paths = pathsIn(value);
  if (paths.length === 0) return oddValue;
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...paths), oddValue)
        .map(([path, odd]) => changed(value, path, (holder, key) => setOwn(holder, key, odd))),
    },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom(...paths)
        .map((path) => changed(value, path, (holder, key) => delete holder[key])),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...paths), oddText, oddValue)
        .map(([path, name, odd]) => changed(value, path, (holder) => setOwn(holder, name, odd))),
    },
    { weight: 1, arbitrary: oddValue },
  );
};
