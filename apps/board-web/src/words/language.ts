const LANGUAGES = ['es', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const isLanguage = (word: string | null | undefined): word is Language =>
  LANGUAGES.some((language) => language === word);

/** The address without `?lang=`, which would win over a choice when the page is loaded again. */
export const withoutLanguage = (href: string): string => {
  const url = new URL(href);
  url.searchParams.delete('lang');
  return url.href;
};

/** `?lang=`, else the one chosen before, else the browser's first that the page speaks, else Spanish. */
export const languageOf = (search: string, chosen: string | null, browser: readonly string[]): Language =>
  [new URLSearchParams(search).get('lang'), chosen, ...browser.map((tag) => tag.slice(0, 2))].find(
    isLanguage,
  ) ?? 'es';
