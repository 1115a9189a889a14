import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

const PREVIOUS = '.previous.log';

/** Begins new logs and keeps those of the previous start: `pos-1.log` becomes `pos-1.previous.log`. */
export async function rotateLogs(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const logs = (await readdir(folder)).filter((name) => name.endsWith('.log') && !name.endsWith(PREVIOUS));
  await Promise.all(
    logs.map((name) => rename(join(folder, name), join(folder, name.replace(/\.log$/, PREVIOUS)))),
  );
}
