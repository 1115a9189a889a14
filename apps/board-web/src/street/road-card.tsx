import { useFeed } from '../feed/store.js';
import { Card } from '../parts/card.js';
import { useWords } from '../words/use-words.js';
import { RecentCharges } from './recent-charges.js';
import { BAND_FROM_PER_SECOND } from './road-dots.js';
import { RoadPicture } from './road-picture.js';
import { useDots, useRate, useStillness } from './use-road.js';

/** The road of the charges through Kafka. */
export function RoadCard() {
  const { t } = useWords();
  const rate = useRate();
  const dots = useDots(rate.all);
  const still = useStillness();
  const oneIn = useFeed((state) => state.sampled?.oneIn ?? 1);
  const hint =
    rate.all >= BAND_FROM_PER_SECOND
      ? t('street.road.band', { count: rate.all })
      : t(still ? 'street.road.still' : 'street.road.hint');
  return (
    <Card
      title={t('street.road.title')}
      className="md:col-span-full"
      aside={
        <span className="figures text-xs text-ink-soft">
          {hint}
          {oneIn > 1 && ` · ${t('shell.counters.sampled', { count: oneIn })}`}
        </span>
      }
    >
      <RoadPicture dots={dots} rate={rate} still={still} />
      <RecentCharges />
    </Card>
  );
}
