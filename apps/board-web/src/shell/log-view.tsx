import { useFeed } from '../feed/store.js';
import { EmptyState } from '../parts/empty-state.js';
import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';
import { LogLines } from './log-lines.js';

export function LogView() {
  const { t } = useWords();
  const log = useFeed((state) => state.log);
  return (
    <>
      <ViewTitle title={t('shell.foot.title')} />
      {log.length > 0 ? <LogLines lines={log} /> : <EmptyState>{t('shell.foot.empty')}</EmptyState>}
    </>
  );
}
