/** A refusal (problem+json), or no answer at all: then `status` is 0 and `code` is `no-answer`. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly field: string | null = null,
  ) {
    super(detail || title);
  }
}

export interface Answer<Body> {
  readonly body: Body;
  readonly status: number;
  readonly headers: Headers;
  /** From the request to the whole answer, as the browser saw it. */
  readonly ms: number;
}

interface ProblemBody {
  readonly type?: string;
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly field?: string;
}

const noAnswer = (): Problem => new Problem(0, 'no-answer', '', '');

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};

const problemOf = (status: number, text: string): Problem => {
  const body = parsed(text) as ProblemBody | null;
  if (!body || typeof body !== 'object') return new Problem(status, 'no-answer', `HTTP ${status}`, '');
  const code = body.code ?? body.type?.split('/').at(-1) ?? 'unknown';
  return new Problem(status, code, body.title ?? `HTTP ${status}`, body.detail ?? '', body.field ?? null);
};

/** One request. `body` is read as text, so that NDJSON can come too. Throws a `Problem`. */
export const requestText = async (path: string, init: RequestInit = {}): Promise<Answer<string>> => {
  const begun = performance.now();
  let response: Response;
  let body: string;
  try {
    response = await fetch(path, init);
    body = await response.text();
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw noAnswer();
  }
  const ms = Math.round(performance.now() - begun);
  if (!response.ok) throw problemOf(response.status, body);
  return { body, status: response.status, headers: response.headers, ms };
};

export const request = async <Body>(path: string, init: RequestInit = {}): Promise<Answer<Body>> => {
  const answer = await requestText(path, init);
  return { ...answer, body: parsed(answer.body) as Body };
};

/** For TanStack Query: the body alone. */
export const read = async <Body>(path: string, signal?: AbortSignal): Promise<Body> =>
  (await request<Body>(path, signal ? { signal } : {})).body;

export const jsonBody = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
