import { Send, WifiOff } from 'lucide-react';
import { Switch } from 'radix-ui';
import { useId } from 'react';
import { Button } from '../parts/button.js';
import { ProblemText } from '../parts/problem-text.js';
import { useWords } from '../words/use-words.js';
import { sendKept, setOffline, useGate, useIsFull } from './gate.js';
import type { Delivery } from './passages.js';

function DeliveryText({ accepted, refused, kept }: Delivery) {
  const { t, say } = useWords();
  const reason = (code: string) => say(`street.reasons.${code}`, { defaultValue: code });
  return (
    <div role="status" className="flex animate-appear flex-wrap items-baseline gap-x-3 gap-y-1 text-xs">
      <span className="text-ink-soft">{t('street.gate.sent')}</span>
      <span className="font-medium text-approved">
        ✓ {t('street.gate.sentAccepted', { count: accepted })}
      </span>
      {Object.entries(refused).map(([code, count]) => (
        <span key={code} className="font-medium text-declined">
          {t('street.gate.sentRefused', { count, reason: reason(code) })}
        </span>
      ))}
      {kept > 0 && <span>{t('street.gate.sentKept', { count: kept })}</span>}
    </div>
  );
}

function OfflineSwitch({ disabled }: { readonly disabled: boolean }) {
  const { t } = useWords();
  const id = useId();
  const offline = useGate((state) => state.offline);
  return (
    <div className="flex items-center gap-2">
      <Switch.Root
        id={id}
        checked={offline}
        disabled={disabled}
        onCheckedChange={setOffline}
        className="relative h-6 w-10 shrink-0 rounded-full border border-line-strong bg-raised transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Switch.Thumb className="block size-4 translate-x-1 rounded-full bg-ink-soft transition-transform data-[state=checked]:translate-x-5 data-[state=checked]:bg-on-accent" />
      </Switch.Root>
      <label htmlFor={id} className="flex items-center gap-1.5 font-medium">
        <WifiOff size={16} aria-hidden />
        {t('street.gate.offline')}
      </label>
      <span className="hidden text-xs text-ink-soft xl:inline">
        {t(offline ? 'street.gate.offlineOn' : 'street.gate.offlineOff')}
      </span>
    </div>
  );
}

/** A gate without a line keeps its passages, and sends them later as one request. */
export function KeptPassages({ may }: { readonly may: boolean }) {
  const { t } = useWords();
  const { kept, offline, sending, delivery, deliveryError } = useGate();
  const full = useIsFull();
  return (
    <div className="flex flex-col gap-2 border-t pt-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <OfflineSwitch disabled={!may} />
        <div className="flex items-center gap-3">
          <span className="figures text-xs text-ink-soft">
            {t('street.gate.kept', { count: kept.length })}
          </span>
          <Button
            small
            disabled={!may || offline || sending || kept.length === 0}
            onClick={() => void sendKept()}
            icon={<Send size={12} aria-hidden />}
          >
            {t(sending ? 'street.gate.sending' : 'street.gate.send')}
          </Button>
        </div>
      </div>
      {full && (
        <p role="status" className="text-declined">
          {t('street.gate.full')}
        </p>
      )}
      {delivery && <DeliveryText {...delivery} />}
      {deliveryError !== null && <ProblemText error={deliveryError} />}
    </div>
  );
}
