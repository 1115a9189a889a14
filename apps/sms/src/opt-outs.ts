import type { SmsDatabase } from './sms-database.js';

export type Choice = 'stop' | 'start';

/** The words that Twilio itself knows, and the Spanish ones. */
const WORDS: Readonly<Record<Choice, readonly string[]>> = {
  stop: [
    'STOP',
    'STOPALL',
    'UNSUBSCRIBE',
    'CANCEL',
    'END',
    'QUIT',
    'OPTOUT',
    'REVOKE',
    'ALTO',
    'BAJA',
    'PARAR',
  ],
  start: ['START', 'UNSTOP', 'YES', 'ALTA', 'SI'],
};

/** Only a text that is one of the words: a sentence is no choice. */
export function choiceOf(text: string): Choice | null {
  const word = text
    .normalize('NFD')
    .replace(/[^\p{L}]/gu, '')
    .toUpperCase();
  if (WORDS.stop.includes(word)) return 'stop';
  return WORDS.start.includes(word) ? 'start' : null;
}

export interface InboundChoice {
  readonly providerId: string;
  readonly phone: string;
  readonly choice: Choice;
}

/** The numbers that want no texts. The last choice counts, each once: a START delivered again does not undo a STOP. */
export class OptOuts {
  constructor(private readonly prisma: SmsDatabase) {}

  async choose({ providerId, phone, choice }: InboundChoice): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      const data = { providerId, phone, choice };
      const { count } = await tx.inboundChoice.createMany({ data, skipDuplicates: true });
      if (count === 0) return;
      if (choice === 'start') await tx.suppressedNumber.deleteMany({ where: { phone } });
      else
        await tx.suppressedNumber.createMany({ data: { phone, reason: 'opted-out' }, skipDuplicates: true });
    });
  }
}
