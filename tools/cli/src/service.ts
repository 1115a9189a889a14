import { setTimeout as delay } from 'node:timers/promises';
import { parseExactly } from '@peaje/kernel';
import { CliError, EXIT } from './cli-error.js';
import { exchange } from './http-exchange.js';
import { text } from './render/printable.js';
import { WAIT_SECONDS } from './wait-seconds.js';

/** The form of an answer: a schema of the contracts, or a check by hand. `parse` throws for another form. */
export interface AnswerForm<T> {
  parse(body: unknown): T;
}

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

const DEFAULT_TIMEOUT_MS = (WAIT_SECONDS.longest + 15) * 1_000;
/** A service that sends no line for this long is gone. */
const IDLE_TIMEOUT_MS = 30_000;
/** How often a stream that breaks is taken up again, in a row, without a line in between. */
const RESUMES = 5;

interface ProblemBody {
  readonly code: string;
  readonly detail: string;
  readonly status: number;
  readonly field?: string | undefined;
}

/** A problem that a service has answered with. */
export class Refused extends CliError {
  constructor(
    service: string,
    readonly problem: ProblemBody,
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
  async ask<T>(form: AnswerForm<T>, request: ServiceRequest): Promise<Answer<T>> {
    const { status, headers, body } = await this.send(request);
    if (status < 200 || status > 299) throw this.refused(status, body);
    const replayed = headers['idempotency-replayed'] === 'true';
    return { status, body: this.inForm(form, parsed(body), request.path), replayed };
  }

  /**
   * A stream of NDJSON, line by line. One that breaks goes on behind its last line.
   * @throws Refused for a problem; CliError (unavailable) when the service does not answer, or breaks off again and again
   */
  async *lines<T>(
    form: AnswerForm<T>,
    { path, query, positionOf, signal }: LineRequest<T>,
  ): AsyncGenerator<T> {
    let after: string | undefined = query['after'];
    for (let broken = 0; ;) {
      const parameters = new URLSearchParams(after === undefined ? query : { ...query, after });
      try {
        for await (const line of this.stream(`${path}?${parameters}`, signal)) {
          const inForm = this.inForm(form, parsed(line), path);
          after = positionOf(inForm);
          broken = 0;
          yield inForm;
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

  /** @throws CliError (refused): the words of a schema library are of no use to a person */
  private inForm<T>(form: AnswerForm<T>, body: unknown, path: string): T {
    try {
      return form.parse(body);
    } catch (cause) {
      throw new CliError(
        EXIT.refused,
        text`${this.name} answers ${path.replace(/\?.*$/, '')} in another form than peaje reads.`,
        text`Is that ${this.name} at ${this.url}? If it is, build both anew (npm start). PEAJE_DEBUG=1 shows the difference.`,
        { cause },
      );
    }
  }

  private refused(status: number, answer: string): CliError {
    const problem = parsed(answer);
    if (isProblem(problem)) return new Refused(this.name, problem);
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

  private async send({
    method = 'GET',
    path,
    body,
    headers,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  }: ServiceRequest) {
    try {
      return await exchange(`${this.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        timeoutMs,
      });
    } catch (cause) {
      throw this.unavailable(cause);
    }
  }
}

function isProblem(body: unknown): body is ProblemBody {
  const { code, detail, status, field } = (body ?? {}) as Record<string, unknown>;
  return (
    typeof code === 'string' &&
    typeof detail === 'string' &&
    typeof status === 'number' &&
    (field === undefined || typeof field === 'string')
  );
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
