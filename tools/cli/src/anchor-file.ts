import { readFile, rename, writeFile } from 'node:fs/promises';
import { checkpointView } from '@peaje/contracts';
import { z } from 'zod';
import { CliError, EXIT } from './cli-error.js';

const anchorFile = z.strictObject({ checkpoints: z.array(checkpointView).min(1) });

/** The newest checkpoints, one for each chain, as an anchor keeps them: the same checkpoints are the same bytes. */
export type Anchor = z.infer<typeof anchorFile>;

export const anchorText = (anchor: Anchor): string =>
  `${JSON.stringify(anchorFile.parse(anchor), null, 2)}\n`;

/** @throws CliError (refused) when it is missing or no anchor. */
export async function readAnchor(file: string): Promise<Anchor> {
  const anchor = await anchorIn(file);
  if (anchor) return anchor;
  throw new CliError(
    EXIT.refused,
    `There is no anchor ${file}.`,
    'peaje audit anchor --to <file> writes one.',
  );
}

/**
 * Replaces the file as a whole. @throws CliError (refused) when the new checkpoints do not follow those in the file:
 * then the topic has lost some, and the file is the evidence.
 */
export async function writeAnchor(file: string, anchor: Anchor): Promise<void> {
  const before = await anchorIn(file);
  const lost = before?.checkpoints.find((old) => !isFollowed(old, anchor));
  if (lost) {
    throw new CliError(
      EXIT.refused,
      `${file} has checkpoint ${lost.number} of ${lost.chain}, which the checkpoints of now do not follow.`,
      `The file stays as it is. Look what is missing: peaje audit verify --anchor ${file}`,
    );
  }
  await writeFile(`${file}.part`, anchorText(anchor));
  await rename(`${file}.part`, file);
}

const isFollowed = (old: Anchor['checkpoints'][number], { checkpoints }: Anchor): boolean =>
  checkpoints.some(
    ({ chain, number, seq, hash }) =>
      chain === old.chain &&
      (number > old.number || (number === old.number && seq === old.seq && hash === old.hash)),
  );

async function anchorIn(file: string): Promise<Anchor | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return anchorFile.parse(JSON.parse(text));
  } catch {
    throw new CliError(
      EXIT.refused,
      `${file} is not an anchor.`,
      'peaje audit anchor --to <file> writes one.',
    );
  }
}
