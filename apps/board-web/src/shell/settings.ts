import { create } from 'zustand';
import { speak, startWords } from '../words/i18n.js';
import { languageOf, withoutLanguage, type Language } from '../words/language.js';
import { keep, kept } from './kept.js';

type Theme = 'light' | 'dark';

interface Settings {
  readonly theme: Theme;
  readonly language: Language;
  /** Larger type, and nothing can be done. */
  readonly talk: boolean;
}

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const systemTheme = (): Theme => (systemDark.matches ? 'dark' : 'light');
const chosenTheme = (): Theme | null => {
  const theme = kept('theme');
  return theme === 'light' || theme === 'dark' ? theme : null;
};

const useSettings = create<Settings>()(() => ({
  theme: chosenTheme() ?? systemTheme(),
  language: languageOf(location.search, kept('language'), navigator.languages),
  talk: new URLSearchParams(location.search).has('talk'),
}));

const showSettings = ({ theme, language, talk }: Settings): void => {
  document.documentElement.dataset['theme'] = theme;
  document.documentElement.lang = language;
  document.documentElement.toggleAttribute('data-talk', talk);
};

/** Before the first render, so that nothing is drawn in the wrong theme or language. */
export const applySettings = (): void => {
  startWords(useSettings.getState().language);
  showSettings(useSettings.getState());
  useSettings.subscribe(showSettings);
  systemDark.addEventListener('change', () => {
    if (!chosenTheme()) useSettings.setState({ theme: systemTheme() });
  });
};

export const useTheme = (): Theme => useSettings(({ theme }) => theme);
export const useTalk = (): boolean => useSettings(({ talk }) => talk);
export const isTalk = (): boolean => useSettings.getState().talk;

export const chooseTheme = (theme: Theme): void => {
  keep('theme', theme);
  useSettings.setState({ theme });
};

export const chooseLanguage = (language: Language): void => {
  keep('language', language);
  history.replaceState(history.state, '', withoutLanguage(location.href));
  speak(language);
  useSettings.setState({ language });
};

export const chooseTalk = (talk: boolean): void => useSettings.setState({ talk });
