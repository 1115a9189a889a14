import { Link } from 'wouter';
import type { FeedRecord } from '../feed/store.js';
import { Amount } from '../parts/amount.js';
import { ClockTime } from '../parts/clock-time.js';
import { EmptyState } from '../parts/empty-state.js';
import { moneyText } from '../parts/money.js';
import { RecordLink } from '../parts/record-link.js';
import { StatusBadge } from '../parts/status-badge.js';
import { useWords } from '../words/use-words.js';
import { useRecentCharges } from './use-recent-charges.js';

function Row({ record }: { readonly record: FeedRecord }) {
  const { t, language } = useWords();
  const { id, amount, kind, status } = record.charge!;
  const words = { amount: moneyText(amount, language), status: t(`parts.status.${status}`) };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t py-1.5 first:border-t-0">
      <span className="text-xs text-ink-soft">
        <ClockTime at={record.time ?? record.recordedAt} />
      </span>
      <span className="w-12 text-xs text-ink-soft">{t(`street.road.kinds.${kind}`)}</span>
      <Link
        to={`/charges/${id}`}
        aria-label={t('street.road.journey', words)}
        className="link min-w-20 text-right"
      >
        <Amount {...amount} />
      </Link>
      <StatusBadge status={status} />
      <RecordLink topic={record.topic} partition={record.partition} offset={record.offset} />
    </li>
  );
}

/** The road in words: where the last charges are. */
export function RecentCharges() {
  const { t } = useWords();
  const records = useRecentCharges();
  if (records.length === 0) return <EmptyState>{t('street.road.empty')}</EmptyState>;
  return (
    <ul aria-label={t('street.road.recent')} className="border-t">
      {records.map((record) => (
        <Row key={record.charge!.id} record={record} />
      ))}
    </ul>
  );
}
