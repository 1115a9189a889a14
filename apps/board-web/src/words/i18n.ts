import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from './language.js';
import { views } from './views.js';

const wordsOf = <Key extends Language>(language: Key) =>
  Object.fromEntries(Object.entries(views).map(([view, words]) => [view, words[language]])) as {
    [View in keyof typeof views]: (typeof views)[View]['es'];
  };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words';
    resources: { words: ReturnType<typeof wordsOf> };
  }
}

export const startWords = (language: Language): void => {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'words',
    ns: ['words'],
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: { es: { words: wordsOf('es') }, en: { words: wordsOf('en') } },
  });
};

export const speak = (language: Language): void => void i18next.changeLanguage(language);
