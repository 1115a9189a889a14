import { lexer, type Token, type Tokens } from 'marked';

/** A row of a table as it is written, and the heading that it stands under. */
export interface TableRow {
  readonly heading: string;
  readonly cells: readonly string[];
}

export function tableRows(markdown: string): TableRow[] {
  let heading = '';
  return lexer(markdown).flatMap((token: Token): TableRow[] => {
    if (token.type === 'heading') heading = (token as Tokens.Heading).text;
    if (token.type !== 'table') return [];
    return (token as Tokens.Table).rows.map((row) => ({ heading, cells: row.map(({ text }) => text) }));
  });
}
