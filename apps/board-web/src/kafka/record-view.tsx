import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';

/** `id`: `topic:partition:offset`. */
export function RecordView({ id }: { readonly id: string }) {
  const { t } = useWords();
  return (
    <ViewTitle title={t('shell.record')}>
      <code className="font-mono">{id}</code>
    </ViewTitle>
  );
}
