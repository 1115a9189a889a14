import type { RecordedEvent, RecordedRun } from './recorded-run.js';

export type PictureLanguage = 'en' | 'es';

/** The words of one language on the picture. */
interface PictureWords {
  readonly title: string;
  /** @throws for an event that has no words in this language */
  what(event: RecordedEvent): string;
  /** The position of a record, the time of an answer, the balance after a posting, the telephone of a text. */
  where(event: RecordedEvent): string;
  summary(charge: RecordedRun['charge']): string;
}

const SPANISH: Readonly<Record<string, string>> = {
  stored: 'guardado',
  requested: 'solicitado',
  approved: 'aprobado',
  'told the till: approved': 'respuesta al TPV: aprobado',
  'text: approved': 'SMS: aprobado',
};

const place = ({ card, merchantId, tillId }: RecordedRun['charge']): string =>
  `${card.token} •••• ${card.last4} · ${merchantId}, ${tillId}`;

const amount = (locale: PictureLanguage, value: number, currency: string): string =>
  value.toLocaleString(locale, { style: 'currency', currency });

const whereIn =
  (locale: PictureLanguage, say: { readonly balance: string; readonly within: string }) =>
  (event: RecordedEvent) => {
    const { topic, partition, offset, afterMs, balanceAfter, to } = event;
    if (topic !== undefined) return `${topic}/${partition}@${offset}`;
    if (afterMs !== undefined) return `${say.within} ${Math.round(afterMs)} ms`;
    if (!balanceAfter) return to ?? '';
    const [value, currency = 'EUR'] = balanceAfter.split(' ');
    return `${say.balance} ${amount(locale, Number(value), currency)}`;
  };

const charged = (locale: PictureLanguage, { amount: { value, currency } }: RecordedRun['charge']): string =>
  amount(locale, Number(value) / 100, currency);

export const WORDS: Readonly<Record<PictureLanguage, PictureWords>> = {
  en: {
    title: 'One charge, from the till to the text',
    what: ({ what }) => what,
    where: whereIn('en', { balance: 'balance', within: 'answered in' }),
    summary: (charge) => `${charged('en', charge)} · ${place(charge)} · ${charge.status}`,
  },
  es: {
    title: 'Un cargo, del TPV al SMS',
    what: ({ what }) => spanish(what),
    where: whereIn('es', { balance: 'saldo', within: 'en' }),
    summary: (charge) => `${charged('es', charge)} · ${place(charge)} · ${spanish(charge.status)}`,
  },
};

function spanish(word: string): string {
  const found = SPANISH[word];
  if (found === undefined) throw new Error(`"${word}" needs a Spanish word: tools/cli/src/picture/words.ts`);
  return found;
}
