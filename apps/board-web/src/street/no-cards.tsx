import { useBoardAbilities } from '../http/board-abilities.js';
import { EmptyState } from '../parts/empty-state.js';
import { WhyNot } from '../parts/why-not.js';
import { useWords } from '../words/use-words.js';
import { cardsLack } from './cards-lack.js';

/** Instead of what needs a card: why there is none. */
export function NoCards() {
  const { t } = useWords();
  const { may, cards, cardsComplete } = useBoardAbilities();
  const lack = cardsLack({ count: cards.length, isComplete: cardsComplete, mayRead: may.read.allowed });
  if (lack === null) return null;
  return (
    <EmptyState>{lack === 'not-allowed' ? <WhyNot may={may.read} /> : t(`street.lack.${lack}`)}</EmptyState>
  );
}

/** Some cards are there, and others may come. */
export function CardsMayCome() {
  const { t } = useWords();
  const { cards, cardsComplete } = useBoardAbilities();
  return (
    <p role="status" className="text-xs text-ink-soft empty:hidden">
      {cards.length > 0 && !cardsComplete && t('street.lack.some')}
    </p>
  );
}
