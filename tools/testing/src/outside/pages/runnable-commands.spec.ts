import { parsePage } from './markdown-page.js';
import { runnableCommands } from './runnable-commands.js';

const PAGE = `
\`\`\`sh
# 202: a comment belongs to the command below it
curl -s http://127.0.0.1:3000/a \\
  -d '{}'
npx peaje groups
\`\`\`

\`\`\`json
{ "id": 1 }
\`\`\`

\`\`\`sh
id=$(echo 7)
echo "$id"
\`\`\`

\`\`\`sh 404
curl -s http://127.0.0.1:3000/b
\`\`\`

\`\`\`console
$ npx peaje stack stop
\`\`\`
`;

it('a page yields each command of a sh block, a block that keeps a value as one, and no shown session', () => {
  const commands = runnableCommands(parsePage('page.md', PAGE));

  expect(commands.map(({ text, status, answer }) => ({ text, status, answer }))).toEqual([
    {
      text: "# 202: a comment belongs to the command below it\ncurl -s http://127.0.0.1:3000/a \\\n  -d '{}'",
      status: 202,
      answer: undefined,
    },
    { text: 'npx peaje groups', status: null, answer: { id: 1 } },
    { text: 'id=$(echo 7)\necho "$id"', status: null, answer: undefined },
    { text: 'curl -s http://127.0.0.1:3000/b', status: 404, answer: undefined },
  ]);
});
