import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';

export function DeadLettersView() {
  const { t } = useWords();
  return <ViewTitle title={t('deadLetters.title')} />;
}
