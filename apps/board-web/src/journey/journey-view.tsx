import { ShortId } from '../parts/short-id.js';
import { ViewTitle } from '../parts/view-title.js';
import { useWords } from '../words/use-words.js';

export function JourneyView({ chargeId }: { readonly chargeId: string }) {
  const { t } = useWords();
  return (
    <ViewTitle title={t('journey.title')}>
      <ShortId id={chargeId} />
    </ViewTitle>
  );
}
