import { CliError, EXIT } from './cli-error.js';

const POSITION = /^(.+)\/(\d+)@(\d+)$/;
const ID = /^(.+)-(\d+)-(\d+)$/;

/** The id of a dead letter. An operator types its position as `dlq list` shows it, or the id. @throws CliError (usage) */
export function deadLetterIdOf(typed: string): string {
  const id = typed.replace(POSITION, '$1-$2-$3');
  if (ID.test(id)) return id;
  throw new CliError(
    EXIT.usage,
    `${typed} is not the position of a dead letter.`,
    'A position is <topic>/<partition>@<offset>, as peaje dlq list shows it.',
  );
}

/** `charges.requested-2-118` as all positions are written: `charges.requested/2@118`. Pure. */
export const deadLetterPosition = (id: string): string => id.replace(ID, '$1/$2@$3');
