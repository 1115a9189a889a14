import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const BIN = join(import.meta.dirname, '../bin/peaje.js');
/** The folder of a program `peaje`, as a user has it on the PATH. */
const folder = mkdtempSync(join(tmpdir(), 'peaje-path-'));
writeFileSync(join(folder, 'peaje'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`);
chmodSync(join(folder, 'peaje'), 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

// The shell of the login is another one than the one that runs, as it often is.
const env = {
  ...process.env,
  HOME: folder,
  SHELL: '/bin/another',
  PATH: [folder, process.env['PATH']].join(delimiter),
};

/** How each shell is made to complete a line, and to print what it would offer. */
const SHELLS: Readonly<Record<string, (line: string) => readonly string[]>> = {
  bash: (line) => {
    const words = line.split(' ').map((word) => `'${word}'`);
    const script = [
      'source <(peaje completion bash)',
      `COMP_WORDS=(${words.join(' ')}) COMP_CWORD=${words.length - 1}`,
      '_peaje',
      'printf "%s\\n" "${COMPREPLY[@]}"',
    ];
    return ['--norc', '--noprofile', '-c', script.join('\n')];
  },
  // In a terminal of its own, where the key of completion is pressed twice: the second lists all.
  zsh: (line) => {
    const script = [
      'zmodload zsh/zpty',
      'zpty shell zsh -f -i',
      'zpty -w shell "PS1=; COLUMNS=200; LISTMAX=10000; autoload -Uz compinit; compinit -u -D"',
      'zpty -w shell "source <(peaje completion zsh); bindkey \'^I\' list-choices; echo READ\\Y"',
      'zpty -r -m shell answer "*READY*"',
      `zpty -w -n shell $'${line}\\t'`,
      'sleep 3',
      'while zpty -r -t shell answer; do print -r -- "$answer"; done',
      'zpty -d shell',
    ];
    return ['-f', '-c', script.join('\n')];
  },
  fish: (line) => ['--no-config', '-c', `peaje completion fish | source; complete -C '${line}'`],
};

const isThere = (shell: string): boolean => spawnSync(shell, ['--version'], { env }).status === 0;
const offered = (shell: string, line: string): string =>
  execFileSync(shell, SHELLS[shell]!(line), { env, encoding: 'utf8', timeout: 60_000 });

describe.each(Object.keys(SHELLS))('completion in %s', (shell) => {
  const there = isThere(shell) ? it : it.skip;

  there.each([
    ['peaje cha', ['charge']],
    ['peaje c', ['charge', 'cancel', 'cards', 'completion']],
    ['peaje charge --am', ['--amount']],
    ['peaje charge --card ', ['card_rich', 'card_poor', 'card_blocked']],
    ['peaje dlq ', ['list', 'show', 'redrive']],
    ['peaje tail charges.', ['charges.requested', 'charges.decided']],
    ['peaje stack kill ', ['debit', 'fake-twilio']],
    ['peaje stack kill debit --signal ', ['KILL', 'CONT']],
    ['peaje logs ', ['debit', 'postgres']],
    ['peaje completion ', ['bash', 'zsh', 'fish']],
  ])('%s', (line, names) => {
    const shown = offered(shell, line);
    for (const name of names) expect(shown).toMatch(new RegExp(`(^|\\s)${name}(\\s|$)`, 'm'));
    expect(shown).not.toMatch(/command not found|parse error|unknown/i);
  });
});

it('bash is there, so that one shell at least is always tried', () => {
  expect(isThere('bash')).toBe(true);
});
