import { Component, type ReactNode } from 'react';
import { Button } from '../parts/button.js';
import { EmptyState } from '../parts/empty-state.js';
import { useWords } from '../words/use-words.js';

function Failed() {
  const { t } = useWords();
  return (
    <div role="alert" className="flex flex-col gap-2">
      <h1 className="text-lg font-semibold">{t('shell.failed')}</h1>
      <EmptyState action={<Button onClick={() => location.reload()}>{t('shell.reload')}</Button>}>
        {t('shell.failedText')}
      </EmptyState>
    </div>
  );
}

/** A view that throws, or whose code does not load, takes nothing else with it. */
export class ViewGuard extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}
