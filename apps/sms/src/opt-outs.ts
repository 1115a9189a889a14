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

/** Twilio's own verdict, by the keywords of our account in any language. HELP asks for help, and decides nothing. */
const VERDICTS: ReadonlyMap<string, Choice | null> = new Map([
  ['STOP', 'stop'],
  ['START', 'start'],
  ['HELP', null],
]);

/**
 * Twilio's verdict (`OptOutType`), which a Messaging Service with Advanced Opt-Out sends, counts before our words: Twilio
 * acts on it. Without one, only a text that is one of the words is a choice, and no sentence is.
 */
export function choiceOf(text: string, optOutType = ''): Choice | null {
  const verdict = VERDICTS.get(optOutType.trim().toUpperCase());
  if (verdict !== undefined) return verdict;
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
