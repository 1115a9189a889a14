import { jest } from '@jest/globals';
import { openStream, type Source } from './stream.js';
import { someBrokers } from './feed.builders.js';

class ScriptedSource implements Source {
  readyState = 0;
  closed = false;
  private readonly heard = new Map<string, (event: { readonly data?: unknown }) => void>();

  addEventListener(name: string, heard: (event: { readonly data?: unknown }) => void): void {
    this.heard.set(name, heard);
  }

  close(): void {
    this.closed = true;
  }

  fire(name: string, data?: unknown): void {
    this.heard.get(name)?.({ data: JSON.stringify(data) });
  }

  fail(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.fire('error');
  }
}

function opened() {
  const sources: ScriptedSource[] = [];
  const told: unknown[] = [];
  const close = openStream(
    { onEvent: (event) => told.push(event), onConnection: (state) => told.push(state) },
    () => {
      const source = new ScriptedSource();
      sources.push(source);
      return source;
    },
  );
  return { sources, told, close };
}

describe('the connection to the stream', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('tells events by their names', () => {
    const { sources, told } = opened();
    sources[0]!.fire('open');
    sources[0]!.fire('brokers', someBrokers([1]));
    expect(told).toEqual(['live', { name: 'brokers', data: someBrokers([1]) }]);
  });

  it('leaves it to the browser to reconnect, which sends the last id', () => {
    const { sources, told } = opened();
    sources[0]!.fail(0);
    jest.advanceTimersByTime(60_000);
    sources[0]!.fire('open');
    expect(told).toEqual(['reconnecting', 'live']);
    expect(sources).toHaveLength(1);
  });

  it('opens anew when the browser has given up, and waits longer each time', () => {
    const { sources } = opened();
    const waits = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000];
    waits.forEach((waitMs, i) => {
      sources[i]!.fail(2);
      jest.advanceTimersByTime(waitMs - 1);
      expect(sources).toHaveLength(i + 1);
      jest.advanceTimersByTime(1);
      expect(sources).toHaveLength(i + 2);
    });
    sources.at(-1)!.fire('open');
    sources.at(-1)!.fail(2);
    jest.advanceTimersByTime(1_000);
    expect(sources).toHaveLength(waits.length + 2);
  });

  it('closes', () => {
    const { sources, close } = opened();
    sources[0]!.fail(2);
    close();
    jest.advanceTimersByTime(60_000);
    expect(sources).toHaveLength(1);
    expect(sources[0]!.closed).toBe(true);
  });
});
