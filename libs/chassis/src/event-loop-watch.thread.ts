import { writeSync } from 'node:fs';
import { type Debugger, Session } from 'node:inspector';
import { setTimeout as pause } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import type { Watched } from './event-loop-watch.js';

/** Code that is no JavaScript does not stop to be looked at. */
const TELLS_WITHIN_MS = 2_000;

const { service, signs, looks, everyMs } = workerData as Watched;
let seen = -1;
let missed = 0;

const looking = setInterval(() => {
  const turns = Atomics.load(signs, 0);
  missed = turns === seen ? missed + 1 : 0;
  seen = turns;
  if (missed < looks || Atomics.load(signs, 1) === 1) return;
  clearInterval(looking);
  void end();
}, everyMs);

async function end(): Promise<void> {
  const stack = await Promise.race([whereItIs(), pause(TELLS_WITHIN_MS, 'not in JavaScript')]);
  const msg = `the event loop has not turned for ${looks * everyMs} ms: this process ends, for another to take its place`;
  writeSync(2, `${JSON.stringify({ level: 60, time: Date.now(), service, msg, stack })}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** The main thread's stack, as a debugger sees it. */
function whereItIs(): Promise<string> {
  const session = new Session();
  session.connectToMainThread();
  const files = new Map<string, string>();
  const frame = ({ functionName, location: { scriptId, lineNumber } }: Debugger.CallFrame): string =>
    `at ${functionName || '<anonymous>'} (${files.get(scriptId)}:${lineNumber + 1})`;
  return new Promise((resolve) => {
    session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url));
    session.once('Debugger.paused', ({ params }) => resolve(params.callFrames.map(frame).join('\n')));
    session.post('Debugger.enable', () => session.post('Debugger.pause'));
  });
}
