import { languageOf, withoutLanguage } from './language.js';

describe('the language of the page', () => {
  it('is the one in the address, before all others', () => {
    expect(languageOf('?lang=en', 'es', ['es-ES'])).toBe('en');
  });

  it('is the one chosen before when the address has none that the page speaks', () => {
    expect(languageOf('?lang=fr', 'en', ['es-ES'])).toBe('en');
  });

  it("is the browser's first that the page speaks", () => {
    expect(languageOf('', null, ['fr-FR', 'en-GB', 'es-ES'])).toBe('en');
  });

  it('is Spanish when nothing fits', () => {
    expect(languageOf('', null, ['fr-FR'])).toBe('es');
  });
});

it('a chosen language leaves the address, so that it lasts when the page is loaded again', () => {
  expect(withoutLanguage('http://peaje/kafka?lang=en&talk=1#broker-2')).toBe(
    'http://peaje/kafka?talk=1#broker-2',
  );
  expect(withoutLanguage('http://peaje/?lang=en')).toBe('http://peaje/');
});
