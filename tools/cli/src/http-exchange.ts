import type { IncomingHttpHeaders } from 'node:http';

interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
}

interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * A request and its whole answer. `fetch` takes longer to load than a service takes to answer, and so does an import of
 * node:http: it reads every export, and WebSocket is one.
 */
export async function exchange(
  url: string,
  { method, headers, body, timeoutMs }: HttpRequest,
): Promise<HttpAnswer> {
  const module = url.startsWith('https:') ? 'node:https' : 'node:http';
  const http = process.getBuiltinModule(module as 'node:http');
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const signal = AbortSignal.timeout(timeoutMs);
  const sent = http.request(url, { method, headers, signal }, (response) => {
    let answer = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => (answer += part));
    response.once('end', () =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer }),
    );
    response.once('error', reject);
  });
  sent.once('error', reject);
  sent.end(body);
  return promise;
}
