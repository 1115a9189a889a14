import type { MarkdownPage } from './markdown-page.js';

/** A command that a page names, in a block or in a sentence: the words after `program`, options among them. */
export interface MentionedCommand {
  readonly page: string;
  readonly program: 'npm' | 'npx' | 'peaje';
  readonly words: readonly string[];
}

/** At the start of a line, behind a prompt, `&&`, `|`, `$(` or a variable of its own environment. */
const COMMAND = /(?:^|[;&|(]|\$ |[A-Z_]+=\S+ )\s*(npm|npx|peaje) +([^\n;&|()#`]+)/gm;

/** The commands in blocks of a shell's language or none, and in code in sentences. */
export function mentionedCommands({ path, blocks, inlineCode }: MarkdownPage): MentionedCommand[] {
  const shells = blocks.filter(({ lang }) => ['', 'sh', 'text', 'console'].includes(lang));
  const texts = [...shells.map(({ text }) => text.replaceAll(/\\\n/g, ' ')), ...inlineCode];
  return texts.flatMap((text) =>
    [...text.matchAll(COMMAND)].map(([, program, rest = '']) => {
      const words = rest.trim().split(/\s+/);
      if (program === 'npx' && words[0] === 'peaje')
        return { page: path, program: 'peaje', words: words.slice(1) };
      return { page: path, program: program as MentionedCommand['program'], words };
    }),
  );
}
