const LONGEST_LINE = 120;
/** Words of the old vocabulary; CONTRIBUTING has the rule. Brackets keep this line out of a search for them. */
const NOT_PLAIN = /\b(?:look[o]ut|door[b]ell|pon(?:y|ies)\b|look[-]alike|m[e]nd|who[e]ver\b)\w*/gi;
/** CHANGELOG has the table of old names and new ones. */
const PAGE_OF_OLD_NAMES = 'CHANGELOG.md';

const FENCE = /^\s*(?:```|~~~)/;
const TABLE_ROW = /^\s*\|/;
/** Nobody can break a link; a mark of a list or a quotation may stand before it. */
const LINK_ALONE = /^\s*(?:(?:[-*>]|\d+\.)\s+)?!?\[[^\]]*\](?:\([^)]*\)|: \S+)[.,;:]*$/;

/** What a machine can see of plain prose: the lines that are too long, and the words that are not plain. */
export function proseProblems(path: string, markdown: string): string[] {
  let isCode = false;
  return markdown.split('\n').flatMap((line, i) => {
    if (FENCE.test(line)) isCode = !isCode;
    const isProse = !isCode && !TABLE_ROW.test(line) && !LINK_ALONE.test(line);
    const problems: string[] = path === PAGE_OF_OLD_NAMES ? [] : (line.match(NOT_PLAIN) ?? []);
    if (isProse && line.length > LONGEST_LINE) problems.push(`${line.length} characters`);
    return problems.map((problem) => `${path}:${i + 1}: ${problem}`);
  });
}
