import { Refusal } from '@peaje/kernel';
import { z } from 'zod';
import type { ServiceDirectory } from './service-directory.js';

const TIMEOUT_MS = 2_000;
const MAX_PAGES = 20;

/** A service answers with an error, or none of its instances answers. */
export class ServiceSilentError extends Error {
  override readonly name = 'ServiceSilentError';
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const page = z.object({ items: z.array(z.unknown()), nextCursor: z.string().nullable() });

/** Asks the other services with the board's own key: they decide what it may see. */
export class ServiceClient {
  constructor(
    private readonly directory: ServiceDirectory,
    private readonly key: string | undefined,
  ) {}

  urls(): ReturnType<ServiceDirectory['urls']> {
    return this.directory.urls();
  }

  /** @throws TypeError, TimeoutError when there is no answer in time */
  async get(url: string, path: string): Promise<Answer> {
    const response = await this.ask(url, path);
    return { status: response.status, text: await response.text() };
  }

  /** The JSON of the first instance that answers. @throws ServiceSilentError */
  async read<Schema extends z.ZodType>(
    service: string,
    path: string,
    schema: Schema,
  ): Promise<z.infer<Schema>> {
    const { text } = await this.answerOf(service, path);
    return schema.parse(JSON.parse(text));
  }

  /** The first line of a stream of NDJSON, which is not read further. Null: it has none. @throws ServiceSilentError */
  async readFirstLine<Schema extends z.ZodType>(
    service: string,
    path: string,
    schema: Schema,
  ): Promise<z.infer<Schema> | null> {
    for (const url of (await this.urls()).get(service) ?? []) {
      const response = await this.ask(url, path).catch(() => null);
      if (response?.status !== 200 || !response.body) continue;
      const line = await firstLineOf(response.body);
      return line === '' ? null : schema.parse(JSON.parse(line));
    }
    throw silent(service, path);
  }

  /** The items of a list, page after page. @throws ServiceSilentError */
  async readItems<Schema extends z.ZodType>(
    service: string,
    path: string,
    schema: Schema,
  ): Promise<z.infer<Schema>[]> {
    const items: z.infer<Schema>[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const found: z.infer<typeof page> = await this.read(service, `${path}${more}`, page);
      items.push(...found.items.map((item) => schema.parse(item)));
      cursor = found.nextCursor;
      if (cursor === null) break;
    }
    return items;
  }

  private async answerOf(service: string, path: string): Promise<Answer> {
    const urls = (await this.urls()).get(service) ?? [];
    for (const url of urls) {
      const answer = await this.get(url, path).catch(() => null);
      if (answer?.status === 200) return answer;
      if (answer?.status === 404) throw new Refusal('not-found', { detail: `${service} does not know it` });
    }
    throw silent(service, path);
  }

  private ask(url: string, path: string): Promise<Response> {
    return fetch(`${url}${path}`, {
      headers: this.key === undefined ? {} : { authorization: `Bearer ${this.key}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    });
  }
}

const silent = (service: string, path: string): ServiceSilentError =>
  new ServiceSilentError(`no instance of ${service} answers ${path.replace(/\?.*$/s, '')}`);

async function firstLineOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  // Leaving the loop cancels the stream.
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0]!;
}
