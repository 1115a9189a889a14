import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const servicesFile = z.object({ services: z.record(z.string(), z.array(z.object({ url: z.url() }))) });

type Urls = ReadonlyMap<string, readonly string[]>;

/** Where the instances of the services are: a fixed list, or a file that a stack keeps up to date. */
export class ServiceDirectory {
  private known: Urls;

  constructor(
    fixed: Urls = new Map(),
    private readonly file?: string,
  ) {
    this.known = fixed;
  }

  /** By service, without the board itself. While the file is being replaced: as it was. */
  async urls(): Promise<Urls> {
    if (this.file !== undefined) this.known = (await this.inFile(this.file)) ?? this.known;
    return this.known;
  }

  private async inFile(file: string): Promise<Urls | null> {
    try {
      const { services } = servicesFile.parse(JSON.parse(await readFile(file, 'utf8')));
      const others = Object.entries(services).filter(([name]) => name !== 'board');
      return new Map(others.map(([name, instances]) => [name, instances.map(({ url }) => url)]));
    } catch {
      return null;
    }
  }
}
