import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';

import { stepBack } from './cpu-priority.js';

it('a process that steps back has its niceness, and so has its session', async () => {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1_000)'], {
    detached: true,
    stdio: 'ignore',
  });
  try {
    await once(child, 'spawn');
    stepBack(child.pid!, 10);
    expect(getPriority(child.pid)).toBe(10);
    const group = `/proc/${child.pid}/autogroup`;
    if (existsSync(group)) expect(readFileSync(group, 'utf8')).toMatch(/ nice 10$/m);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

it('a process that has ended is no error', () => {
  expect(() => stepBack(2 ** 22, 10)).not.toThrow();
});
