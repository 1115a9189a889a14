import { preferencesIn } from '@peaje/chassis';
import { DEFAULT_WAIT_SECONDS, LONGEST_WAIT_SECONDS, SHORTEST_WAIT_SECONDS } from '@peaje/contracts';

export interface Preference {
  readonly waitMs: number;
  readonly respondAsync: boolean;
}

/** `Preference-Applied`: what is done. Empty when nothing was asked, or nothing that can be met. */
interface Applied {
  readonly applied: string;
}

/** `Prefer: wait=5` and `Prefer: respond-async` (RFC 7240 §4.1, §4.3). */
export function preferenceOf(header: string | undefined): Preference & Applied {
  const wait = waitOf(header);
  if (preferencesIn(header).get('respond-async') !== '') return { ...wait, respondAsync: false };
  const applied = wait.applied === '' ? 'respond-async' : `respond-async, ${wait.applied}`;
  return { ...wait, respondAsync: true, applied };
}

/** Of a cancellation too, whose answer always waits. A wait that is no number of seconds is ignored. */
export function waitOf(header: string | undefined): Pick<Preference, 'waitMs'> & Applied {
  const asked = preferencesIn(header).get('wait');
  if (asked === undefined || !/^\d+$/.test(asked))
    return { waitMs: DEFAULT_WAIT_SECONDS * 1_000, applied: '' };
  const seconds = Math.min(Math.max(Number(asked), SHORTEST_WAIT_SECONDS), LONGEST_WAIT_SECONDS);
  return { waitMs: seconds * 1_000, applied: `wait=${seconds}` };
}
