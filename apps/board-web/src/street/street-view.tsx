import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';

export function StreetView() {
  const { t } = useWords();
  return <ViewTitle title={t('street.title')} />;
}
