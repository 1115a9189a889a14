import { spawn } from 'node:child_process';
import { checkpointView } from '@peaje/contracts';
import { type Anchor, anchorText, writeAnchor } from '../anchor-file.js';
import { CliError, EXIT } from '../cli-error.js';
import { command } from '../command.js';
import { allItems } from '../pages.js';
import { anchorLines } from '../render/anchor.js';

export const anchorCommand = command({
  usage: 'anchor',
  describe: 'keep the newest checkpoints outside, where nobody who may write the record can change them',
  options: (cli) =>
    cli
      .option('to', { type: 'string', describe: 'write them to this file; a later one must follow it' })
      .option('exec', { type: 'string', describe: 'hand them to this command of the shell, on its stdin' })
      .check(({ to, exec }) => {
        if (to === undefined && exec === undefined)
          throw new Error('Where to? --to <file>, or --exec <command>.');
        return true;
      })
      .example('$0 audit anchor --to anchor.json --exec "git commit -qm anchor anchor.json"', 'into git'),
  run: async (session, { to, exec, json }) => {
    const checkpoints = await allItems(session.service('audit', 'bank'), checkpointView, '/v1/checkpoints');
    if (checkpoints.length === 0)
      throw new CliError(
        EXIT.refused,
        'audit has published no checkpoint yet.',
        'The first comes within seconds.',
      );
    const anchor = { checkpoints };
    if (to !== undefined) await writeAnchor(to, anchor);
    if (exec !== undefined) await handTo(exec, anchor);
    await (json
      ? session.terminal.printJson(anchor)
      : session.terminal.print(anchorLines(checkpoints, session.terminal.width)));
  },
});

/** What the command prints goes to stderr: stdout is that of peaje. @throws CliError (refused) when it fails. */
async function handTo(commandLine: string, anchor: Anchor): Promise<void> {
  const child = spawn(commandLine, { shell: true, stdio: ['pipe', 2, 2] });
  // A command need not read all, or anything.
  child.stdin?.on('error', () => undefined).end(anchorText(anchor));
  const code = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  if (code !== 0)
    throw new CliError(EXIT.refused, `The command has ended with ${code}: the checkpoints may not be kept.`);
}
