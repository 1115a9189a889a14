import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import GithubSlugger from 'github-slugger';
import { lexer, walkTokens, type Token, type Tokens } from 'marked';

interface Heading {
  readonly depth: number;
  readonly anchor: string;
}

interface CodeBlock {
  readonly lang: string;
  /** The HTTP status that the block's last command promises, from its fence: `sh 201`. */
  readonly status: number | null;
  readonly text: string;
  /** The text of the JSON block right below: the answer that the page shows. */
  readonly answer: string | null;
}

/** A page as a reader's browser sees it: links to follow, code to copy, headings and tables to count. */
export interface MarkdownPage {
  /** From the root of the repository. */
  readonly path: string;
  readonly headings: readonly Heading[];
  readonly blocks: readonly CodeBlock[];
  /** Code between backticks in a sentence. */
  readonly inlineCode: readonly string[];
  /** Of links and images, as written, those of a `<picture>` too. */
  readonly links: readonly string[];
  readonly tables: readonly { readonly rows: number; readonly columns: number }[];
}

export const REPOSITORY = join(import.meta.dirname, '../../../../..');

const OTHER_FOLDERS = new Set(['node_modules', 'dist', '.git', '.nx', '.peaje']);

/** The paths of every page of the repository. */
export const pagePaths = (root = REPOSITORY): string[] =>
  globSync('**/*.md', { cwd: root, exclude: (path) => OTHER_FOLDERS.has(path.split('/').at(-1)!) }).sort();

export const readPage = (path: string, root = REPOSITORY): MarkdownPage =>
  parsePage(path, readFileSync(join(root, path), 'utf8'));

export function parsePage(path: string, markdown: string): MarkdownPage {
  const tokens: Token[] = [];
  walkTokens(lexer(markdown), (token) => void tokens.push(token));
  const of = <T extends Token>(type: T['type']) => tokens.filter((token): token is T => token.type === type);
  const slugger = new GithubSlugger();
  return {
    path,
    headings: of<Tokens.Heading>('heading').map(({ depth, tokens: inside }) => ({
      depth,
      anchor: slugger.slug(plainText(inside)),
    })),
    blocks: codeBlocks(tokens),
    inlineCode: of<Tokens.Codespan>('codespan').map(({ text }) => text),
    links: [
      ...[...of<Tokens.Link>('link'), ...of<Tokens.Image>('image')].map(({ href }) => href),
      ...of<Tokens.HTML>('html').flatMap(({ text }) => pictureLinks(text)),
    ],
    tables: of<Tokens.Table>('table').map(({ rows, header }) => ({
      rows: rows.length,
      columns: header.length,
    })),
  };
}

function codeBlocks(tokens: readonly Token[]): CodeBlock[] {
  const visible = tokens.filter(({ type }) => type !== 'space');
  return visible.flatMap((token, i) => {
    if (token.type !== 'code') return [];
    const { lang: fence = '', text } = token as Tokens.Code;
    const [lang = '', status] = fence.split(' ');
    const below = visible[i + 1] as Tokens.Code | undefined;
    return [
      {
        lang,
        status: Number(status ?? NaN) || null,
        text,
        answer: below?.type === 'code' && below.lang === 'json' ? below.text : null,
      },
    ];
  });
}

const pictureLinks = (html: string): string[] =>
  [...html.matchAll(/\b(?:src|srcset)="([^"\s]+)"/g)].map(([, link]) => link!);

/** Without the marks: `[a link](…)` in a heading is *a link* in its anchor. */
const plainText = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => ('tokens' in token && token.tokens ? plainText(token.tokens) : textOf(token)))
    .join('');

const textOf = (token: Token): string => ('text' in token ? String(token.text) : '');
