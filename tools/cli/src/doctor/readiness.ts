const PATIENCE_MS = 3_000;

/** Null when the service at this URL answers that it is ready; else its own reason. Never throws. */
export async function whyNotReady(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.ok) return null;
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: unknown };
    return typeof detail === 'string' ? detail : `answers ${response.status}`;
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError'
      ? `does not answer within ${PATIENCE_MS / 1_000} s`
      : 'does not answer';
  }
}
