import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';

export function KafkaView() {
  const { t } = useWords();
  return <ViewTitle title={t('kafka.title')} />;
}
