import { basename } from 'node:path';
import type { MarkdownPage } from './outside/pages/markdown-page.js';

/** README.md and README.es.md of any folder: their blocks are pasted whole. */
export const isReadme = (path: string): boolean => /^README(\.\w+)?\.md$/.test(basename(path));

const SHELLS = ['', 'sh', 'bash', 'zsh', 'text'];
/** zsh takes a comment of a pasted line for words of the command. */
const COMMENT = /(?:^|\s)#(?:\s|!|$)/;
const PLACEHOLDER = /<[a-zA-Z][\w -]*>/;

/** The lines of shell blocks that bash or zsh would not run as they are pasted, each with its fault. Pure. */
export const notPasteable = ({ path, blocks }: MarkdownPage): string[] =>
  blocks
    .filter(({ lang }) => SHELLS.includes(lang))
    .flatMap(({ text }) => text.split('\n'))
    .flatMap((line) => {
      const bare = withoutQuoted(line);
      return [
        ...(COMMENT.test(bare) ? [`${path}: a comment: ${line}`] : []),
        ...(PLACEHOLDER.test(bare) ? [`${path}: a placeholder: ${line}`] : []),
      ];
    });

/** What stands in quotes on one line is no comment and no placeholder of the page. */
const withoutQuoted = (line: string): string => line.replaceAll(/'[^']*'|"[^"]*"/g, "''");
