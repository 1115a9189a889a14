import type { Language } from '@peaje/contracts';
import type { Money } from '@peaje/kernel';
import { cutTo, SEGMENT_SEPTETS, septetsOf, toGsm7 } from './gsm7.js';

export type Template = 'approved' | 'reversed' | 'declined';

/** The facts of a text, stored with the notice. The text itself is written when the holder is known. */
export interface NoticeFacts {
  readonly chargeId: string;
  readonly amount: Money;
  readonly merchantId: string;
  readonly last4: string;
  readonly balanceAfter: Money | null;
}

interface Parts {
  readonly amount: string;
  readonly merchant: string;
  readonly last4: string;
  /** The consequence for the holder, where we know it, and the reference. */
  readonly end: string;
}

const TEXTS: Readonly<Record<Template, Readonly<Record<Language, (parts: Parts) => string>>>> = {
  approved: {
    es: (p) => `Peaje: cargo de ${p.amount} en ${p.merchant} con tarjeta *${p.last4}. ${p.end}`,
    en: (p) => `Peaje: charge of ${p.amount} at ${p.merchant} with card *${p.last4}. ${p.end}`,
  },
  reversed: {
    es: (p) => `Peaje: devuelto el cargo de ${p.amount} en ${p.merchant}, tarjeta *${p.last4}. ${p.end}`,
    en: (p) => `Peaje: refund of ${p.amount} from ${p.merchant} to card *${p.last4}. ${p.end}`,
  },
  declined: {
    es: (p) => `Peaje: no se pudo cobrar ${p.amount} de ${p.merchant} con tarjeta *${p.last4}. ${p.end}`,
    en: (p) => `Peaje: could not charge ${p.amount} for ${p.merchant} to card *${p.last4}. ${p.end}`,
  },
};

const BALANCE: Readonly<Record<Language, (amount: string) => string>> = {
  es: (amount) => `Saldo ${amount}. `,
  en: (amount) => `Balance ${amount}. `,
};

const DEBT: Readonly<Record<Language, string>> = { es: 'Queda como deuda. ', en: 'It is now a debt. ' };

/** Writes a text of one GSM-7 segment. It cuts the merchant's name when there is no room. */
export function noticeText(template: Template, language: Language, facts: NoticeFacts): string {
  const { amount, last4 } = facts;
  const end = `${consequence(template, language, facts)}Ref ${referenceOf(facts.chargeId)}`;
  const parts = { amount: amountText(amount, language), last4, end };
  const write = TEXTS[template][language];
  const room = SEGMENT_SEPTETS - septetsOf(write({ ...parts, merchant: '' }))!;
  return write({ ...parts, merchant: cutTo(room, toGsm7(merchantName(facts.merchantId))) });
}

function consequence(template: Template, language: Language, { balanceAfter }: NoticeFacts): string {
  if (template === 'declined') return DEBT[language];
  return balanceAfter ? BALANCE[language](amountText(balanceAfter, language)) : '';
}

/** The reference of a text for holder, operator and provider: the end of a UUID v7, which is its random part. */
const referenceOf = (chargeId: string): string => chargeId.slice(-6);

/** Events carry the merchant's id, not its name: `m_corner_shop` reads as Corner Shop. */
export function merchantName(merchantId: string): string {
  const words = merchantId
    .replace(/^m[_-](?=.)/, '')
    .split(/[_\-\s]+/)
    .filter(Boolean);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || merchantId;
}

const MARKS = { es: { thousands: '.', decimal: ',' }, en: { thousands: ',', decimal: '.' } } as const;

function amountText({ value, currency }: Money, language: Language): string {
  const { thousands, decimal } = MARKS[language];
  const digits = value.replace('-', '').padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${value.startsWith('-') ? '-' : ''}${whole}${decimal}${digits.slice(-2)} ${currency}`;
}
