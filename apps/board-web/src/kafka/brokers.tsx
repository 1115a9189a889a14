import { Server, ServerOff } from 'lucide-react';
import { useFeed } from '../feed/store.js';
import { classNames } from '../parts/class-names.js';
import { Skeleton } from '../parts/skeleton.js';
import { useWords } from '../words/use-words.js';
import { FOUND } from './use-hash-target.js';

export function Brokers() {
  const { t } = useWords();
  const brokers = useFeed((state) => state.brokers);
  if (brokers === null) return <Skeleton className="h-16" />;
  return (
    <ul aria-label={t('kafka.brokers.title')} className="grid gap-2 sm:grid-cols-3">
      {brokers.items.map(({ id, up, leads, replicas, inSync }) => {
        const Icon = up ? Server : ServerOff;
        return (
          <li
            key={id}
            id={`broker-${id}`}
            aria-label={t('kafka.brokers.name', { id })}
            className={classNames(
              'rounded-sm border px-3 py-2',
              FOUND,
              !up && 'border-declined bg-declined-soft',
            )}
          >
            <p className="flex flex-wrap items-center gap-x-2 text-sm">
              <Icon size={16} aria-hidden className={up ? 'text-ink-soft' : 'text-declined'} />
              <span className="font-medium">{t('kafka.brokers.name', { id })}</span>
              <span className={up ? 'text-approved' : 'font-medium text-declined'}>
                {t(up ? 'kafka.brokers.up' : 'kafka.brokers.down')}
              </span>
            </p>
            <p className="figures mt-1 flex flex-wrap gap-x-3 pl-6 text-xs text-ink-soft">
              {brokers.controller === id && <span className="text-ink">{t('kafka.brokers.controller')}</span>}
              <span>
                {t('kafka.brokers.leads')} {leads}
              </span>
              <span>
                {t('kafka.brokers.replicas')} {replicas}
              </span>
              <span className={classNames(inSync < replicas && 'font-medium text-declined')}>
                {t('kafka.brokers.inSync')} {inSync}
              </span>
            </p>
          </li>
        );
      })}
    </ul>
  );
}
