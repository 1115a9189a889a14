import { rm } from 'node:fs/promises';

export default async function stopTestStack() {
  const running = globalThis.peajeTestStack;
  if (!running) return;
  await running.stack.stop();
  if (!process.env.PEAJE_KEEP_TEST_STACK) await rm(running.dataDir, { recursive: true, force: true });
}
