import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const WATCH = join(import.meta.dirname, '../../dist/health/event-loop-watch.js');
const LIMIT_MS = 1_000;

/** A process of its own, from the built library: the watch observes it while it runs the given code, and it ends by itself. */
async function watched(work: string, { flags = [] as string[], stderr = 'pipe' as 'pipe' | number } = {}) {
  const program = `
    import { EventLoopWatch } from ${JSON.stringify(WATCH)};
    const stuckFor = (ms, depth = 0) => {
      if (depth > 0) return stuckFor(ms, depth - 1) + 1;
      for (const until = performance.now() + ms; performance.now() < until; );
      return 0;
    };
    new EventLoopWatch('warehouse', ${LIMIT_MS}).start();
    setTimeout(() => { ${work}; process.exit(0) }, 200);`;
  const args = [...flags, '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', stderr], env: {} });
  const lastWords = child.stderr ? text(child.stderr) : '';
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return { end: signal ?? code, lastWords: await lastWords };
}

describe('a process whose event loop stands still', () => {
  it('says where, and is ended', async () => {
    const { end, lastWords } = await watched('stuckFor(60_000)');
    expect(end).toBe('SIGKILL');
    const line = JSON.parse(lastWords) as { level: number; service: string; err: { stack: string } };
    expect(line).toMatchObject({ level: 60, service: 'warehouse', err: { type: 'EventLoopStuck' } });
    // Not the first line of it: the clock that the loop looks at has a frame of its own.
    expect(line.err.stack).toContain('at stuckFor (');
  });

  it.each([
    ['in the depths of a recursion', 'stuckFor(60_000, 5_000)', {}],
    ['with a full disk behind its log', 'stuckFor(60_000)', { stderr: openSync('/dev/full', 'w') }],
  ])('is ended %s', async (_, work, options) => {
    expect((await watched(work, options)).end).toBe('SIGKILL');
  });

  it.each([
    ['for a moment only', `stuckFor(${LIMIT_MS / 4})`, []],
    ['while a debugger may be stepping through it', `stuckFor(${2 * LIMIT_MS})`, ['--inspect=0']],
  ])('goes on, %s', async (_, work, flags) => {
    expect((await watched(work, { flags })).end).toBe(0);
  });
});
