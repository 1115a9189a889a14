import { Card } from '../parts/card.js';
import { useWords } from '../words/use-words.js';
import { RecentCharges } from './recent-charges.js';
import { BAND_FROM_PER_SECOND } from './road-dots.js';
import { RoadPicture } from './road-picture.js';
import { useDots, useRate, useStillness } from './use-road.js';

/** The road of the charges through Kafka. */
export function RoadCard() {
  const { t } = useWords();
  const perSecond = useRate();
  const dots = useDots(perSecond);
  const still = useStillness();
  const hint =
    perSecond >= BAND_FROM_PER_SECOND
      ? t('street.road.band', { count: perSecond })
      : t(still ? 'street.road.still' : 'street.road.hint');
  return (
    <Card
      title={t('street.road.title')}
      className="md:col-span-full"
      aside={<span className="figures text-xs text-ink-soft">{hint}</span>}
    >
      <RoadPicture dots={dots} perSecond={perSecond} still={still} />
      <RecentCharges />
    </Card>
  );
}
