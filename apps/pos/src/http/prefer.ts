import { DEFAULT_WAIT_SECONDS, LONGEST_WAIT_SECONDS } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';

export interface Preference {
  readonly waitMs: number;
  readonly respondAsync: boolean;
}

/** `Prefer: wait=5` or `Prefer: respond-async` (RFC 7240 §4.1, §4.3). @throws Refusal for a wait out of range. */
export function preferenceOf(header: string | undefined): Preference {
  const preferences = (header ?? '').split(',').map((p) => p.trim().toLowerCase());
  const wait =
    preferences.find((p) => p.startsWith('wait='))?.slice('wait='.length) ?? String(DEFAULT_WAIT_SECONDS);
  const seconds = /^\d{1,2}$/.test(wait) ? Number(wait) : 0;
  if (seconds < 1 || seconds > LONGEST_WAIT_SECONDS) {
    throw new Refusal('invalid-request', {
      field: 'Prefer',
      detail: `wait must be 1 to ${LONGEST_WAIT_SECONDS} whole seconds`,
    });
  }
  return { waitMs: seconds * 1_000, respondAsync: preferences.includes('respond-async') };
}
