import { keysOf, onThisStack, pageCommands, runAsReader, type PageCommand } from './support/page-commands.js';

/** What stands on several pages is run once. */
const commands = [...new Map(pageCommands().map((command) => [command.text, command])).values()];
/** A cold `npx`, and brokers that are busy with somebody else. */
const TIMEOUT_MS = 90_000;

const titleOf = ({ page, text, status }: PageCommand): string => {
  const line = text.split('\n').find((one) => !one.startsWith('#')) ?? text;
  return `${page}: ${status ?? 'success'}: ${/http:[^'"\s]+/.exec(text)?.[0] ?? line}`;
};

describe('the pages keep their word', () => {
  it('the README shows how to charge at a till and at a gate, and what comes of it', () => {
    const readme = commands.filter(({ page }) => page === 'README.md');
    const texts = readme.map(({ text }) => text).join('\n');

    expect(texts).toMatch(/curl .*\/v1\/charges/);
    expect(texts).toMatch(/curl .*\/v1\/toll-passages/);
    expect(readme.filter(({ shown }) => shown !== undefined).length).toBeGreaterThanOrEqual(1);
  });

  it.each(commands.map((command) => [titleOf(command), command] as const))(
    '%s',
    async (_, command) => {
      const { exitCode, status, body, said } = await runAsReader(onThisStack(command.text));

      expect({ exitCode, body, said }).toMatchObject({ exitCode: 0 });
      if (command.status !== null)
        expect({ status, body }).toEqual({ status: command.status, body: expect.any(String) });
      else
        expect({ ok: status === null || (status >= 200 && status < 300), status, body }).toMatchObject({
          ok: true,
        });
      if (command.shown !== undefined)
        expect(keysOf(JSON.parse(body)).sort()).toEqual(keysOf(command.shown).sort());
    },
    TIMEOUT_MS,
  );
});

describe('what is run of a page', () => {
  const page = [
    '```sh',
    '# 202: a comment belongs to the command below it',
    'curl -s http://127.0.0.1:3000/a \\',
    "  -d '{}'",
    'npx peaje groups',
    '```',
    '',
    '```json',
    '{ "id": 1 }',
    '```',
    '',
    '```sh',
    'id=$(echo 7)',
    'echo "$id"',
    '```',
    '',
    '```console',
    '$ npx peaje stack stop',
    '```',
    '',
  ].join('\n');

  it('each command of a sh block; the block as one when it keeps a value; nothing of a session', () => {
    expect(pageCommands([['page.md', page]]).map(({ text, status, shown }) => [text, status, shown])).toEqual(
      [
        [
          "# 202: a comment belongs to the command below it\ncurl -s http://127.0.0.1:3000/a \\\n  -d '{}'",
          202,
          undefined,
        ],
        ['npx peaje groups', null, { id: 1 }],
        ['id=$(echo 7)\necho "$id"', null, undefined],
      ],
    );
  });

  it('a command that fails, in the middle or before a pipe, is noticed', async () => {
    expect((await runAsReader('false\ntrue')).exitCode).not.toBe(0);
    expect((await runAsReader('false | cat')).exitCode).not.toBe(0);
    expect(await runAsReader('id=$(echo 7)\necho "$id"')).toMatchObject({ exitCode: 0, body: '7\n' });
  });
});
