import { EventRing } from './event-ring.js';

const filled = (count: number, ...sizes: [number, number?]): EventRing => {
  const ring = new EventRing(...sizes);
  for (let i = 0; i < count; i++) ring.append((number) => `${number};`);
  return ring;
};

it('gives what came after an event, in order', () => {
  expect(filled(5, 10).after(2, 100)).toEqual({ text: '3;4;5;', last: 5 });
});

it('gives nothing to a listener that has everything', () => {
  expect(filled(5, 10).after(5, 100)).toEqual({ text: '', last: 5 });
  expect(filled(0, 10).after(0, 100)).toEqual({ text: '', last: 0 });
});

it('gives a part at a time, and at least one event', () => {
  const ring = filled(5, 10);
  expect(ring.after(0, 3)).toEqual({ text: '1;2;', last: 2 });
  expect(ring.after(2, 1)).toEqual({ text: '3;', last: 3 });
});

it('keeps the last events only', () => {
  const ring = filled(8, 3);
  expect(ring.after(5, 100)).toEqual({ text: '6;7;8;', last: 8 });
  expect([4, 5, 8, 9].map((number) => ring.isKeptAfter(number))).toEqual([false, true, true, false]);
  expect(() => ring.after(4, 100)).toThrow(RangeError);
});

it('keeps no more characters than it may, even if that is not one event', () => {
  const ring = filled(8, 100, 5);
  expect(ring.after(6, 100)).toEqual({ text: '7;8;', last: 8 });
  expect(ring.isKeptAfter(5)).toBe(false);
  ring.append(() => 'x'.repeat(6));
  expect(ring.isKeptAfter(8)).toBe(false);
  expect(ring.isKeptAfter(9)).toBe(true);
});
