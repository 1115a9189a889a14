import type { Language } from '@peaje/contracts';
import { money } from '@peaje/kernel';
import { SEGMENT_SEPTETS, septetsOf } from './gsm7.js';
import { merchantName, noticeText, type NoticeFacts, type Template } from './notice-text.js';

const facts = (changes: Partial<NoticeFacts> = {}): NoticeFacts => ({
  chargeId: '0199b1c2-7a00-7cde-8f00-1234563f9a2c',
  amount: money(1_990n, 'EUR'),
  merchantId: 'm_corner_shop',
  last4: '4242',
  balanceAfter: money(998_010n, 'EUR'),
  ...changes,
});

describe('noticeText', () => {
  it.each([
    [
      'approved',
      'es',
      'Peaje: cargo de 19,90 EUR en Corner Shop con tarjeta *4242. Saldo 9.980,10 EUR. Ref 3f9a2c',
    ],
    [
      'approved',
      'en',
      'Peaje: charge of 19.90 EUR at Corner Shop with card *4242. Balance 9,980.10 EUR. Ref 3f9a2c',
    ],
    [
      'reversed',
      'es',
      'Peaje: devuelto el cargo de 19,90 EUR en Corner Shop, tarjeta *4242. Saldo 9.980,10 EUR. Ref 3f9a2c',
    ],
    [
      'reversed',
      'en',
      'Peaje: refund of 19.90 EUR from Corner Shop to card *4242. Balance 9,980.10 EUR. Ref 3f9a2c',
    ],
    [
      'declined',
      'es',
      'Peaje: no se pudo cobrar 19,90 EUR de Corner Shop con tarjeta *4242. Queda como deuda. Ref 3f9a2c',
    ],
    [
      'declined',
      'en',
      'Peaje: could not charge 19.90 EUR for Corner Shop to card *4242. It is now a debt. Ref 3f9a2c',
    ],
  ] as [Template, Language, string][])('%s in %s', (template, language, text) => {
    expect(noticeText(template, language, facts())).toBe(text);
  });

  it('says nothing of a balance that it does not know', () => {
    const text = noticeText('approved', 'es', facts({ balanceAfter: null }));
    expect(text).toBe('Peaje: cargo de 19,90 EUR en Corner Shop con tarjeta *4242. Ref 3f9a2c');
  });

  const merchants = [
    'm_a',
    'm_corner_shop',
    `m_${'x'.repeat(300)}`,
    '€'.repeat(200),
    'ñ'.repeat(200),
    'áé🚗“'.repeat(60),
    '____',
  ];
  const amounts = [1n, 1_990n, 10n ** 11n - 1n];
  const balances = [null, 0n, -5n, 10n ** 18n - 1n, -(10n ** 18n) + 1n];
  const templates: Template[] = ['approved', 'reversed', 'declined'];
  const languages: Language[] = ['es', 'en'];
  const all = templates.flatMap((t) =>
    languages.flatMap((l) => merchants.map((m) => [t, l, m.slice(0, 12), m] as const)),
  );

  it.each(all)('%s in %s is one segment and complete, at %s…', (template, language, _, merchantId) => {
    for (const amount of amounts) {
      for (const balance of balances) {
        const balanceAfter = balance === null ? null : money(balance, 'EUR');
        const text = noticeText(
          template,
          language,
          facts({ merchantId, amount: money(amount, 'EUR'), balanceAfter }),
        );
        expect(septetsOf(text)).toBeLessThanOrEqual(SEGMENT_SEPTETS);
        expect(text).toContain('*4242');
        expect(text).toMatch(/ Ref 3f9a2c$/);
      }
    }
  });
});

describe('merchantName', () => {
  it.each([
    ['m_corner_shop', 'Corner Shop'],
    ['m-ap7-south', 'Ap7 South'],
    ['mercado', 'Mercado'],
    ['m_', 'M'],
    ['__', '__'],
    ['a\nb', 'A B'],
  ])('%j reads as %s', (id, name) => expect(merchantName(id)).toBe(name));
});
