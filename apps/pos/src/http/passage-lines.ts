import { parseJson, parseRequest, problemOf, refusalOfError } from '@peaje/chassis';
import {
  DEFAULT_WAIT_SECONDS,
  MAX_PASSAGE_LINES,
  passageLine,
  type PassageAnswer,
  type PassageLine,
} from '@peaje/contracts';
import { Deadline, Refusal } from '@peaje/kernel';
import type { PassToll } from '../charge/pass-toll.handler.js';
import { chargeView } from './charge-view.js';

/** One commit each: a file of 10 000 is neither one long transaction nor 10 000 short ones. */
const LINES_A_COMMIT = 500;

interface Line {
  readonly id: string | null;
  readonly passage: PassageLine | Refusal;
}

/** The lines of a file of passages; a line that cannot be read is a refusal in its place. @throws Refusal payload-too-large */
export function linesOf(text: string): Line[] {
  const lines = text.split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  if (lines.length > MAX_PASSAGE_LINES) {
    throw new Refusal('payload-too-large', {
      detail: `a file may have at most ${MAX_PASSAGE_LINES} lines: nothing was stored, send it in parts`,
    });
  }
  return lines.map(lineOf);
}

function lineOf(text: string): Line {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch (error) {
    return { id: null, passage: refusalOfError(error, 'POST') };
  }
  const id = passageLine.shape.id.safeParse((parsed as { id?: unknown } | null)?.id);
  try {
    return { id: id.data ?? null, passage: parseRequest(passageLine, parsed) };
  } catch (error) {
    return { id: id.data ?? null, passage: refusalOfError(error, 'POST') };
  }
}

/** An answer to each line, in order, commit by commit. A part that fails or is late is answered so; the others go on. */
export async function* answers(
  passToll: PassToll,
  operatorId: string,
  lines: readonly Line[],
): AsyncGenerator<string> {
  for (let from = 0; from < lines.length; from += LINES_A_COMMIT) {
    const part = lines.slice(from, from + LINES_A_COMMIT);
    const answers = await acceptPart(passToll, operatorId, part);
    yield answers.map((answer) => `${JSON.stringify(answer)}\n`).join('');
  }
}

async function acceptPart(
  passToll: PassToll,
  operatorId: string,
  part: readonly Line[],
): Promise<PassageAnswer[]> {
  const readable = part.filter(
    (line): line is { id: string; passage: PassageLine } => !(line.passage instanceof Refusal),
  );
  const deadline = Deadline.after(DEFAULT_WAIT_SECONDS * 1_000);
  const passages = readable.map(({ passage: { id, ...body } }) => ({
    operatorId,
    idempotencyKey: id,
    body,
    deadline,
  }));
  const answers = await passToll.many(passages).catch((error: unknown) => {
    const refusal = refusalOfError(error, 'POST');
    return passages.map(() => refusal);
  });
  const answerOf = new Map(readable.map((line, i) => [line as Line, answers[i]!]));
  return part.map((line) => {
    const answer = line.passage instanceof Refusal ? line.passage : answerOf.get(line)!;
    if (!(answer instanceof Refusal)) return { id: line.id!, status: 202, charge: chargeView(answer.charge) };
    const problem = problemOf(answer);
    return { id: line.id, status: problem.status, problem };
  });
}
