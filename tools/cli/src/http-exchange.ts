import type { IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

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

/** A request and its whole answer. `fetch` would take longer to load than a service takes to answer. */
export async function exchange(
  url: string,
  { method, headers, body, timeoutMs }: HttpRequest,
): Promise<HttpAnswer> {
  const http: { request: typeof request } = await import(
    url.startsWith('https:') ? 'node:https' : 'node:http'
  );
  const signal = AbortSignal.timeout(timeoutMs);
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const sent = http.request(url, { method, headers, signal }, (response) => {
    text(response).then(
      (answer) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer }),
      reject,
    );
  });
  sent.once('error', reject);
  sent.end(body);
  return promise;
}
