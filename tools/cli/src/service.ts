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

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly replayed: boolean;
}

const DEFAULT_TIMEOUT_MS = (LONGEST_WAIT_SECONDS + 15) * 1_000;
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
    const body = parsed(answer);
    if (!response.ok) {
      const known = problemBody.safeParse(body);
      if (known.success) throw new Refused(this.name, known.data);
      throw new CliError(EXIT.refused, `${this.name} answered ${response.status}: ${answer.slice(0, 200)}`);
    }
    const replayed = response.headers.get('idempotency-replayed') === 'true';
    return { status: response.status, body: schema.parse(body), replayed };
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
      throw new CliError(
        EXIT.unavailable,
        `${this.name} does not answer at ${this.url}.`,
        'peaje stack status shows the processes.',
        { cause },
      );
    }
  }
}

function parsed(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return null;
  }
}
