import type { Choice } from '../parts/select.js';
import { useWords } from '../words/use-words.js';
import { useCards, type NamedCard } from './account-queries.js';

/** The cards by the name of their holder and their kind; beside it what to expect of them. */
export const useCardChoices = (): { readonly cards: readonly NamedCard[]; readonly choices: Choice[] } => {
  const { t, say } = useWords();
  const cards = useCards();
  const choices = cards.map(({ token, product, last4, holder }) => {
    const kind = t(`street.kinds.${product}`);
    return {
      value: token,
      label: holder
        ? t('street.namedCard', { name: holder.name, kind, last4 })
        : t('street.card', { kind, last4 }),
      note: say(`street.cards.${token}`, { defaultValue: '' }),
    };
  });
  return { cards, choices };
};
