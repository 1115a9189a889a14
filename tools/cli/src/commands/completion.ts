import { commandWithoutStack } from '../command.js';
import { lines } from '../render/printable.js';

/**
 * Each script hands the words of the line to `peaje --complete`. It names its shell, because SHELL is the shell that
 * somebody logs in with, which need not be the one that runs.
 */
const SCRIPTS = {
  bash: [
    '# In ~/.bashrc: source <(peaje completion bash)',
    '_peaje() {',
    "  local IFS=$'\\n'",
    '  COMPREPLY=($(compgen -W "$(peaje --complete bash "${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)" \\',
    '    -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -o default -F _peaje peaje',
  ],
  zsh: [
    '#compdef peaje',
    '# In ~/.zshrc, after compinit: source <(peaje completion zsh)',
    '_peaje() {',
    '  local -a found',
    '  found=("${(@f)$(peaje --complete zsh "${(@)words[1,CURRENT]}" 2>/dev/null)}")',
    '  if [[ -n "${found[1]}" ]]; then _describe -V peaje found; else _files; fi',
    '}',
    'if [[ "${zsh_eval_context[-1]}" == loadautofunc ]]; then _peaje "$@"; else compdef _peaje peaje; fi',
  ],
  fish: [
    '# peaje completion fish > ~/.config/fish/completions/peaje.fish',
    "complete -c peaje -f -a '(peaje --complete fish (commandline -opc) (commandline -ct) 2>/dev/null)'",
  ],
} as const;
type Shell = keyof typeof SCRIPTS;
const SHELLS = Object.keys(SCRIPTS) as Shell[];

export const completionCommand = commandWithoutStack({
  usage: 'completion <shell>',
  options: (cli) =>
    cli
      .positional('shell', { choices: SHELLS, demandOption: true, describe: 'the shell that runs' })
      .example('source <(peaje completion bash)', 'in ~/.bashrc')
      .example('source <(peaje completion zsh)', 'in ~/.zshrc, after compinit')
      .example('peaje completion fish | source', 'in ~/.config/fish/config.fish'),
  run: async ({ terminal }, { shell }) => terminal.print(lines(SCRIPTS[shell])),
});
