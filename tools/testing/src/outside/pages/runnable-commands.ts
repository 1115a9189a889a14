import type { MarkdownPage } from './markdown-page.js';

/** A command that a reader copies from a page, and the outcome that the page promises. */
export interface RunnableCommand {
  readonly page: string;
  /** The lines as a reader copies them, the comment above included. */
  readonly text: string;
  /** From the fence (`sh 202`) or the comment above (`# 202: …`); null: any success. */
  readonly status: number | null;
  /** The JSON answer shown below the block, which is that of the block's last command. */
  readonly answer: unknown;
}

const ASSIGNMENT = /^\w+=\S/m;

/** The commands of `sh` blocks. Sessions that are only shown are `console`; lines that begin or end a stack are `text`. */
export const runnableCommands = ({ path, blocks }: MarkdownPage): RunnableCommand[] =>
  blocks
    .filter(({ lang }) => lang === 'sh')
    .flatMap(({ text, answer, status }) => {
      const commands = ASSIGNMENT.test(text) ? [text.trim()] : splitCommands(text);
      const isLast = (i: number): boolean => i === commands.length - 1;
      return commands.map((command, i) => ({
        page: path,
        text: command,
        status: statusAbove(command) ?? (isLast(i) ? status : null),
        answer: answer !== null && isLast(i) ? (JSON.parse(answer) as unknown) : undefined,
      }));
    });

const statusAbove = (command: string): number | null =>
  Number(/^#\s*(\d{3})\b/m.exec(command)?.[1] ?? NaN) || null;

/** A command goes on while its lines end in a backslash; a comment belongs to the command below it. */
function splitCommands(sh: string): string[] {
  const commands: string[] = [];
  let lines: string[] = [];
  for (const line of sh.split('\n')) {
    if (line.trim() === '') continue;
    lines.push(line);
    if (line.startsWith('#') || line.endsWith('\\')) continue;
    commands.push(lines.join('\n'));
    lines = [];
  }
  return commands;
}
