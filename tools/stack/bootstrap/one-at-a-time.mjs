import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { say } from './refusal.mjs';
import { LOCAL, readText } from './repository.mjs';

const LOCK = join(LOCAL, 'bootstrap.lock');

/** Waits until no other process installs or builds here. Returns the function that releases the lock. */
export async function takeLock() {
  mkdirSync(LOCAL, { recursive: true });
  for (let waited = 0; ; waited += 1) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return () => rmSync(LOCK, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readText(LOCK));
    const stale = holder ? !isAlive(holder) : waited > 10;
    if (stale) rmSync(LOCK, { force: true });
    else {
      if (waited === 0) say(`Waiting for process ${holder}, which installs or builds`);
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
