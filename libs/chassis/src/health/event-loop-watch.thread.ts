import { writeSync } from 'node:fs';
import { type Debugger, Session } from 'node:inspector';
import { setTimeout as pause } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import type { Watched } from './event-loop-watch.js';

/** The debugger cannot pause native code. */
const PAUSED_WITHIN_MS = 2_000;
const FRAMES = 50;
const STDERR = 2;

const { service, signs, looks, everyMs } = workerData as Watched;
let seen = -1;
let missed = 0;

const timer = setInterval(() => {
  const turns = Atomics.load(signs, 0);
  missed = turns === seen ? missed + 1 : 0;
  seen = turns;
  if (missed < looks || Atomics.load(signs, 1) === 1) return;
  clearInterval(timer);
  void end();
}, everyMs);

async function end(): Promise<void> {
  try {
    const stack = await Promise.race([whereItIs(), pause(PAUSED_WITHIN_MS, 'not in JavaScript')]);
    const message = `the event loop has not turned for ${looks * everyMs} ms`;
    const msg = `${message}: this process ends, so that a supervisor starts another`;
    const line = {
      level: 60,
      time: Date.now(),
      service,
      err: { type: 'EventLoopStuck', message, stack },
      msg,
    };
    writeSync(STDERR, `${JSON.stringify(line)}\n`);
  } finally {
    // Even when the line could not be written.
    process.kill(process.pid, 'SIGKILL');
  }
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
    session.once('Debugger.paused', ({ params }) =>
      resolve(params.callFrames.slice(0, FRAMES).map(frame).join('\n')),
    );
    session.post('Debugger.enable', () => session.post('Debugger.pause'));
  });
}
