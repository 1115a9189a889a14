import { useTranslation } from 'react-i18next';
import type { Language } from './language.js';

/** `t` takes keys that the compiler knows: `t('street.till.title')`. `say` takes those that data bring. */
export const useWords = () => {
  const { t, i18n } = useTranslation();
  return {
    t,
    language: i18n.language as Language,
    say: (key: string, values: Record<string, string | number> = {}): string =>
      String(t(key as never, values as never)),
  };
};
