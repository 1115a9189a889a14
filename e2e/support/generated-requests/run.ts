import fc from 'fast-check';
import type { AcceptedRequests } from './accepted-requests.js';
import { Conformance } from './conformance.js';
import type { Route } from './document.js';
import { requestsFor } from './requests.js';
import type { Known } from './values.js';
import { curlOf, send, type WireAnswer } from './wire.js';

export interface RouteRun {
  readonly sent: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly tookMs: number;
  /** Each failure with its request as curl. */
  readonly failures: readonly string[];
}

const AT_ONCE = 8;
/** The run generates and sends one part at a time, so that ten thousand are not all in memory. */
const PART = 500;
const ENOUGH_FAILURES = 20;

/** Sends `count` requests to a route, the same ones for the same seed. */
export async function runRoute(
  route: Route,
  options: { count: number; seed: number; known: Known; accepted: AcceptedRequests },
): Promise<RouteRun> {
  const { count, seed, known, accepted } = options;
  const conformance = new Conformance(route);
  const byStatus: Record<string, number> = {};
  const failures: string[] = [];
  const startedMs = performance.now();
  let sent = 0;
  for (let from = 0; from < count && failures.length < ENOUGH_FAILURES; from += PART) {
    const numRuns = Math.min(PART, count - from);
    const waiting = fc.sample(requestsFor(route, known), { seed: seed + from, numRuns });
    const work = async () => {
      for (let request = waiting.pop(); request; request = waiting.pop()) {
        const path = accepted.pathOf(request);
        const ask = () => send(request, path).catch((error: Error) => error);
        let answer = await ask();
        // An error that the request causes comes again; one of a machine that stood still does not.
        if (!(answer instanceof Error) && answer.status >= 503) {
          byStatus[answer.status] = (byStatus[answer.status] ?? 0) + 1;
          answer = await ask();
        }
        sent += 1;
        const status = answer instanceof Error ? 'none' : String(answer.status);
        byStatus[status] = (byStatus[status] ?? 0) + 1;
        if (!(answer instanceof Error)) accepted.add(request, answer);
        const complaint = answer instanceof Error ? answer.message : conformance.complaint(answer);
        if (complaint) failures.push(`${complaint}\n${shown(answer)}\n${curlOf(request, path)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
  return { sent, byStatus, failures, tookMs: performance.now() - startedMs };
}

const shown = (answer: WireAnswer | Error): string =>
  answer instanceof Error ? '' : `${answer.status} ${answer.text.slice(0, 600)}`;
