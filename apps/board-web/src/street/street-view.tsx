import { useBoardAbilities } from '../http/board-abilities.js';
import { ProblemText } from '../parts/problem-text.js';
import { Skeleton } from '../parts/skeleton.js';
import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';
import { AccountCard } from './account-card.js';
import { useCards, useFreshAccount } from './account-queries.js';
import { DebtsCard } from './debts-card.js';
import { CardsMayCome } from './no-cards.js';
import { PhoneCard } from './phone-card.js';
import { RoadCard } from './road-card.js';
import { useShownCard } from './shown-account.js';
import { TillCard } from './till-card.js';
import { TollCard } from './toll-card.js';

/** The cards in their real places, while the board says what it may do. */
function Loading() {
  const { t } = useWords();
  return (
    <div role="status" aria-label={t('street.loading')} className="grid gap-4 md:grid-cols-2">
      <Skeleton className="h-64" />
      <Skeleton className="h-64" />
      <Skeleton className="h-72 md:col-span-full" />
    </div>
  );
}

/** Phone, account and debts of the card that was chosen last. */
function Holder() {
  const cards = useCards();
  const token = useShownCard((state) => state.token);
  const card = cards.find((one) => one.token === token) ?? cards[0];
  useFreshAccount(card?.accountId);
  if (!card) return null;
  return (
    <div className="grid gap-4 md:col-span-full md:grid-cols-2 xl:grid-cols-3">
      <PhoneCard key={card.accountId} card={card} />
      <AccountCard card={card} />
      <DebtsCard card={card} />
    </div>
  );
}

/** What happens when I pay. */
export function StreetView() {
  const { t } = useWords();
  const { loading, error, refetch } = useBoardAbilities();
  return (
    <>
      <ViewTitle title={t('street.title')}>{t('street.question')}</ViewTitle>
      {error && <ProblemText error={error} onAgain={refetch} />}
      <CardsMayCome />
      {loading ? (
        <Loading />
      ) : (
        <div className="grid gap-4 md:grid-cols-2">
          {!error && <TillCard />}
          {!error && <TollCard />}
          <RoadCard />
          <Holder />
        </div>
      )}
    </>
  );
}
