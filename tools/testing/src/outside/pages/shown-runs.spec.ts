import { parsePage } from './markdown-page.js';
import { missingLine, shownRuns } from './shown-runs.js';

const PAGE = `
\`\`\`sh
npx peaje produce course.messages --key A --value M1
npx peaje groups
\`\`\`

\`\`\`output
course.messages/0@…

debit Stable …
\`\`\`

\`\`\`sh
npx peaje topics
\`\`\`
`;

it('a page yields each block that is shown with what it prints', () => {
  expect(shownRuns(parsePage('page.md', PAGE))).toEqual([
    {
      page: 'page.md',
      text: 'npx peaje produce course.messages --key A --value M1\nnpx peaje groups',
      lines: ['course.messages/0@…', 'debit Stable …'],
    },
  ]);
});

describe('shown lines', () => {
  const printed = 'course.messages/0@17\n\nwarning (a.b)\n  debit   Stable  lag 0\n';

  it('may have any text for …, other lines between them, and other blanks', () => {
    expect(missingLine(['course.messages/0@…', 'debit Stable …'], printed)).toBeNull();
    expect(missingLine(['…(a.b)', '… lag …'], printed)).toBeNull();
    expect(missingLine(['course.messages/0@1…', 'debit … 0'], printed)).toBeNull();
  });

  it.each([
    ['another partition', ['course.messages/1@…']],
    ['another order', ['debit Stable …', 'course.messages/0@…']],
    ['twice what came once', ['debit …', 'debit …']],
    ['a part of a line', ['Stable']],
    ['two words for a part of one', ['deb…g 0']],
    ['a character that is special in a pattern', ['…(axb)']],
  ])('are missed when the page shows %s', (_, shown) => {
    expect(missingLine(shown, printed)).toBe(shown.at(-1));
  });
});
