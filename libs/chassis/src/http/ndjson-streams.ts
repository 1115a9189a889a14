import { Readable } from 'node:stream';
import { Injectable, Logger, StreamableFile, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Refusal } from '@peaje/kernel';

const NDJSON = 'application/x-ndjson';

type Pages = AsyncGenerator<readonly object[], void, void>;

/**
 * Answers of newline-delimited JSON without an end in sight. Each page is read when the caller has taken the one before.
 * A fault in the middle, and the end of the service, break the connection: a cut answer never looks like a whole one.
 */
@Injectable()
export class NdjsonStreams implements OnModuleDestroy {
  private readonly open = new Set<Readable>();
  private readonly logger = new Logger(NdjsonStreams.name);
  private ending = false;

  /** Reads the first page before the answer begins, so that a fault until then is answered with a problem. */
  async of(pages: Pages): Promise<StreamableFile> {
    const first = await pages.next();
    if (this.ending) throw new Refusal('not-ready', { detail: 'this instance ends: ask another' });
    const stream = Readable.from(linesOf(first, pages), { objectMode: false, highWaterMark: 1 });
    this.open.add(stream);
    stream.once('close', () => {
      this.open.delete(stream);
      void pages.return();
    });
    stream.on('error', (error) => this.logger.error(error, 'an answer broke off'));
    return new StreamableFile(stream, { type: NDJSON });
  }

  /** The service does not wait for long streams: their callers go on with `after`, elsewhere. */
  onModuleDestroy(): void {
    this.ending = true;
    for (const stream of this.open) stream.destroy(new Error('the service ends'));
  }
}

async function* linesOf(
  first: IteratorResult<readonly object[], void>,
  pages: Pages,
): AsyncGenerator<string> {
  for (let page = first; !page.done; page = await pages.next())
    yield page.value.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The answer to HEAD has no body: Fastify would read the stream to its end. */
export function readNothingForHead(adapter: FastifyAdapter): void {
  adapter.getInstance().addHook('onSend', ({ method }, _reply, payload, done) => {
    if (method === 'HEAD' && payload instanceof Readable) payload.destroy();
    done(null, payload);
  });
}
