import { setTimeout as delay } from 'node:timers/promises';
import { LONGEST_WAIT_SECONDS } from '@peaje/contracts';
import { parseExactly } from '@peaje/kernel';
import { z } from 'zod';
import { CliError, EXIT } from './cli-error.js';
import { text } from './render/printable.js';

interface ServiceRequest {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: a little more than the longest wait of pos. */
  readonly timeoutMs?: number;
}

interface LineRequest<T> {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The `after` from which the stream goes on behind this line. */
  readonly positionOf: (line: T) => string;
  readonly signal: AbortSignal;
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly replayed: boolean;
}

const DEFAULT_TIMEOUT_MS = (LONGEST_WAIT_SECONDS + 15) * 1_000;
/** A service that sends no line for this long is gone. */
const IDLE_TIMEOUT_MS = 30_000;
/** How often a stream that breaks is taken up again, in a row, without a line in between. */
const RESUMES = 5;
const problemBody = z.object({
  code: z.string(),
  detail: z.string(),
  status: z.number(),
  field: z.string().optional(),
});

/** A problem that a service has answered with. */
export class Refused extends CliError {
  constructor(
    service: string,
    readonly problem: z.infer<typeof problemBody>,
  ) {
    const { code, detail, status, field } = problem;
    const where = field === undefined ? '' : `, field ${field}`;
    super(EXIT.refused, text`${service} refused: ${detail}\n       code ${code}${where}, status ${status}`);
  }
}

/** The HTTP interface of one service of the running stack. */
export class Service {
  constructor(
    private readonly name: string,
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** @throws Refused for a problem; CliError (unavailable) when the service does not answer. */
  async ask<T>(schema: z.ZodType<T>, request: ServiceRequest): Promise<Answer<T>> {
    const response = await this.send(request);
    const answer = await response.text();
    if (!response.ok) throw this.refused(response.status, answer);
    const body = parsed(answer);
    const replayed = response.headers.get('idempotency-replayed') === 'true';
    return { status: response.status, body: schema.parse(body), replayed };
  }

  /**
   * A stream of NDJSON, line by line. One that breaks goes on behind its last line.
   * @throws Refused for a problem; CliError (unavailable) when the service does not answer, or breaks off again and again
   */
  async *lines<T>(
    schema: z.ZodType<T>,
    { path, query, positionOf, signal }: LineRequest<T>,
  ): AsyncGenerator<T> {
    let after: string | undefined = query['after'];
    for (let broken = 0; ;) {
      const parameters = new URLSearchParams(after === undefined ? query : { ...query, after });
      try {
        for await (const line of this.stream(`${path}?${parameters}`, signal)) {
          const parsed = schema.parse(parseExactly(line));
          after = positionOf(parsed);
          broken = 0;
          yield parsed;
        }
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof StreamBroken)) throw error;
        if (++broken > RESUMES) throw this.unavailable(error);
        await delay(200 * broken, undefined, { signal });
      }
    }
  }

  /** @throws StreamBroken when the connection ends before the answer does */
  private async *stream(path: string, signal: AbortSignal): AsyncGenerator<string> {
    const idle = new AbortController();
    const timer = setTimeout(() => idle.abort(), IDLE_TIMEOUT_MS);
    try {
      const response = await fetch(`${this.url}${path}`, {
        headers: { authorization: `Bearer ${this.key}` },
        signal: AbortSignal.any([signal, idle.signal]),
      }).catch(broken);
      if (!response.ok) throw this.refused(response.status, await response.text().catch(broken));
      const text = response.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
      let rest = '';
      for (;;) {
        const { done, value } = await text.next().catch(broken);
        if (done) break;
        timer.refresh();
        const lines = (rest + value).split('\n');
        rest = lines.pop()!;
        yield* lines;
      }
      if (rest !== '') yield rest;
    } finally {
      clearTimeout(timer);
      idle.abort();
    }
  }

  private refused(status: number, answer: string): CliError {
    const known = problemBody.safeParse(parsed(answer));
    if (known.success) return new Refused(this.name, known.data);
    return new CliError(EXIT.refused, `${this.name} answered ${status}: ${answer.slice(0, 200)}`);
  }

  private unavailable(cause: unknown): CliError {
    return new CliError(
      EXIT.unavailable,
      `${this.name} does not answer at ${this.url}.`,
      'peaje stack status shows the processes.',
      { cause },
    );
  }

  private async send({ method = 'GET', path, body, headers, timeoutMs }: ServiceRequest): Promise<Response> {
    try {
      return await fetch(`${this.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs ?? DEFAULT_TIMEOUT_MS),
      });
    } catch (cause) {
      throw this.unavailable(cause);
    }
  }
}

/** The connection ended before the answer did. */
class StreamBroken extends Error {}

const broken = (cause: unknown): never => {
  throw new StreamBroken('the stream broke off', { cause });
};

function parsed(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return null;
  }
}
