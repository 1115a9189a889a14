import { open, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { eventually } from './outside/eventually.js';

/**
 * Damages records where Kafka keeps them, in the log segments of every replica, as a broken disk or memory does. Brokers
 * serve the bytes of their files without a look at their CRC.
 */
export class LogDamage {
  private constructor(private readonly dataDir: string) {}

  /** Undefined when Kafka runs in containers: its files are not here. */
  static ofStack(): LogDamage | undefined {
    const stackFile = process.env['PEAJE_STACK_FILE'];
    const isHere = !process.env['PEAJE_TEST_INFRA'] && !process.env['PEAJE_E2E_STACK'];
    return stackFile && isHere ? new LogDamage(join(dirname(stackFile), 'data')) : undefined;
  }

  /**
   * Flips one bit of this text in a partition. The result restores it.
   * @throws when a replica does not have the text
   */
  async flipBitOf(text: string, topic: string, partition: number): Promise<() => Promise<void>> {
    const places = await eventually(`every replica of ${topic}/${partition} has the text`, async () => {
      const files = await this.segments(topic, partition);
      const found = await Promise.all(
        files.map(async (file) => ({ file, at: (await readFile(file)).indexOf(text) })),
      );
      expect(found.every(({ at }) => at >= 0)).toBe(true);
      return found;
    });
    const flip = async () => {
      for (const { file, at } of places) await flipBit(file, at);
    };
    await flip();
    return flip;
  }

  private async segments(topic: string, partition: number): Promise<string[]> {
    const brokers = (await readdir(this.dataDir)).filter((name) => /^kafka-\d+$/.test(name));
    const folders = brokers.map((broker) => join(this.dataDir, broker, `${topic}-${partition}`));
    const files = await Promise.all(
      folders.map(async (folder) => {
        const names = await readdir(folder).catch(() => []);
        return names.filter((name) => name.endsWith('.log')).map((name) => join(folder, name));
      }),
    );
    return files.flat();
  }
}

async function flipBit(file: string, at: number): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, at);
    byte[0]! ^= 1;
    await handle.write(byte, 0, 1, at);
  } finally {
    await handle.close();
  }
}
