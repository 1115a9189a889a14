import { Lock } from 'lucide-react';
import type { May } from '../http/board-abilities.js';
import { useTalk } from '../shell/settings.js';

/** The reason beside what is disabled. Nothing when it is allowed. The board's reasons are in English. */
export function WhyNot({ may, id }: { readonly may: May; readonly id?: string }) {
  const talk = useTalk();
  if (may.allowed || !may.why) return null;
  return (
    <p id={id} lang={talk ? undefined : 'en'} className="flex items-start gap-2 text-xs text-ink-soft">
      <Lock size={12} aria-hidden className="mt-0.5 shrink-0" />
      {may.why}
    </p>
  );
}
