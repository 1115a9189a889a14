import { Link } from 'wouter';
import { EmptyState } from '../parts/empty-state.js';
import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';

export function NotFound() {
  const { t } = useWords();
  return (
    <>
      <ViewTitle title={t('shell.notFound')} />
      <EmptyState
        action={
          <Link to="/" className="link">
            {t('shell.toStreet')}
          </Link>
        }
      >
        {t('shell.notFoundText')}
      </EmptyState>
    </>
  );
}
