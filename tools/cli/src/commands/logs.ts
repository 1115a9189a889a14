import { dirname, join } from 'node:path';
import { wholeNumber } from '../arguments.js';
import { commandWithoutStack } from '../command.js';
import { follow, lastLines, type LogFile, logFilesOf } from '../logs/log-files.js';
import { logFields, logLine } from '../render/log-line.js';
import { json } from '../render/printable.js';
import { stackFile } from '../session.js';
import type { Terminal } from '../terminal.js';

const USUAL_LINES = 50;

export const logsCommand = commandWithoutStack({
  usage: 'logs <service>',
  options: (cli) =>
    cli
      .positional('service', {
        type: 'string',
        demandOption: true,
        describe: 'debit (all its instances), debit-2, kafka, kafka-1, postgres…',
      })
      .option('follow', { alias: 'f', type: 'boolean', default: false, describe: 'go on until Ctrl-C' })
      .option('lines', {
        ...wholeNumber('--lines', { min: 0, max: 10_000, example: USUAL_LINES, default: USUAL_LINES }),
        describe: 'how many of the last lines',
      })
      .example('$0 logs debit --follow', 'then kill debit in another terminal, and see it come back'),
  run: async ({ terminal, env }, { service, lines: count, follow: goesOn, json: asJson, stack }) => {
    const folder = join(dirname(stackFile(stack, env)), 'logs');
    const files = await logFilesOf(folder, service);
    const print = printer(terminal, asJson, files.length > 1);
    const read = await Promise.all(files.map(async (file) => ({ file, ...(await lastLines(file, count)) })));
    for (const { file, line } of inOrder(read).slice(-count || Number.POSITIVE_INFINITY))
      await print(file, line);
    if (!goesOn) return;
    await Promise.all(
      read.map(({ file, end }) => follow(file, end, (line) => print(file, line), terminal.signal)),
    );
  },
});

const printer =
  (terminal: Terminal, asJson: boolean, isNamed: boolean) =>
  ({ process }: LogFile, line: string): Promise<void> =>
    terminal.print(
      asJson ? json({ process, ...(logFields(line) ?? { line }) }) : logLine(line, isNamed ? process : null),
    );

interface LoggedLine {
  readonly file: LogFile;
  readonly line: string;
}

/** By time over all instances. A line without a time belongs to the one before it. */
function inOrder(
  read: readonly { readonly file: LogFile; readonly lines: readonly string[] }[],
): LoggedLine[] {
  return read
    .flatMap(({ file, lines }) => {
      let at = 0;
      return lines.map((line) => ({ file, line, at: (at = Number(logFields(line)?.['time'] ?? at)) }));
    })
    .sort((a, b) => a.at - b.at);
}
