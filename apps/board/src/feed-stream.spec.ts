import { jest } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { EventRing } from './event-ring.js';
import { FeedStream } from './feed-stream.js';

function listening(stream: FeedStream): () => string {
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

const append = (ring: EventRing, count: number, size = 1): void => {
  for (let i = 0; i < count; i++) ring.append((number) => `${number};`.padEnd(size, '.'));
};

it('gives the first text, what is kept after its place, and then each event once', async () => {
  const ring = new EventRing(100);
  append(ring, 3);
  const stream = new FeedStream(ring, 1, 'first;');
  const received = listening(stream);
  await turn();
  expect(received()).toBe('first;2;3;');

  append(ring, 2);
  stream.wake();
  stream.wake();
  await turn();
  expect(received()).toBe('first;2;3;4;5;');
});

it('beats while there is nothing to say', async () => {
  const stream = new FeedStream(new EventRing(100), 0, '');
  const received = listening(stream);
  await turn();
  stream.beat();
  await turn();
  stream.beat();
  await turn();
  expect(received()).toBe(': still here\n\n'.repeat(2));
});

it('a listener that takes nothing costs two parts of memory, and is cut off when its place is no longer kept', async () => {
  const cutOff = jest.fn();
  const ring = new EventRing(50);
  const stream = new FeedStream(ring, 0, '', cutOff);
  stream.read(0);
  for (let i = 0; i < 40; i++) {
    append(ring, 1, 20_000);
    stream.wake();
    await turn();
  }
  expect(stream.readableLength).toBeLessThan(200_000);
  expect(cutOff).not.toHaveBeenCalled();

  append(ring, 50, 20_000);
  stream.wake();
  expect(cutOff).toHaveBeenCalledTimes(1);
  expect(stream.destroyed).toBe(true);
  expect(stream.readableLength).toBeLessThan(200_000);
});

it('a listener that is slow and not too slow gets everything, in order', async () => {
  const ring = new EventRing(1_000);
  const stream = new FeedStream(ring, 0, '');
  let text = '';
  const reading = (async () => {
    for await (const chunk of stream) {
      text += (chunk as Buffer).toString();
      await turn();
      if (text.includes('500;')) return;
    }
  })();
  for (let i = 0; i < 500; i++) {
    append(ring, 1, 500);
    if (i % 10 === 0) await turn();
    stream.wake();
  }
  await reading;
  const numbers = [...text.matchAll(/(\d+);/g)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
});
