import {
  isSpanish,
  pagePaths,
  readPage,
  type RunnableCommand,
  runnableCommands,
} from '@peaje/testing/outside';
import {
  complaintsOf,
  isInstalled,
  keysOf,
  onThisStack,
  paste,
  runAsReader,
  shells,
} from './support/pages/reader.js';

/** Spanish pages have the blocks of the English ones: translations.spec compares them. course.e2e-spec runs the course. */
const onAllPages = pagePaths()
  .filter((path) => !isSpanish(path) && !path.startsWith('docs/course/'))
  .flatMap((path) => runnableCommands(readPage(path)));
/** A command that stands on several pages runs once. */
const commands = [...new Map(onAllPages.map((command) => [command.text, command])).values()];
/** Enough for a cold `npx` and busy brokers. */
const TIMEOUT_MS = 90_000;

const titleOf = ({ page, text, status }: RunnableCommand): string => {
  const line = text.split('\n').find((one) => !one.startsWith('#')) ?? text;
  return `${page}: ${status ?? 'success'}: ${/http:[^'"\s]+/.exec(text)?.[0] ?? line}`;
};

describe('the commands of the pages work as shown', () => {
  it('the README shows how to charge at a till and at a gate, with an answer', () => {
    const readme = commands.filter(({ page }) => page === 'README.md');
    const texts = readme.map(({ text }) => text).join('\n');

    expect(texts).toMatch(/curl .*\/v1\/charges/);
    expect(texts).toMatch(/curl .*\/v1\/toll-passages/);
    expect(readme.filter(({ answer }) => answer !== undefined).length).toBeGreaterThanOrEqual(1);
  });

  it.each(commands.map((command) => [titleOf(command), command] as const))(
    '%s',
    async (_, command) => {
      const { exitCode, status, body, stderr } = await runAsReader(onThisStack(command.text));

      expect({ exitCode, body, stderr }).toMatchObject({ exitCode: 0 });
      if (command.status !== null)
        expect({ status, body }).toEqual({ status: command.status, body: expect.any(String) });
      else
        expect({ ok: status === null || (status >= 200 && status < 300), status, body }).toMatchObject({
          ok: true,
        });
      if (command.answer !== undefined)
        expect(keysOf(JSON.parse(body)).sort()).toEqual(keysOf(command.answer).sort());
    },
    TIMEOUT_MS,
  );
});

const readmeBlocks = readPage('README.md')
  .blocks.filter(({ lang }) => lang === 'sh')
  .map((block) => ({ ...block, title: block.text.split('\n')[0]! }));
/** The commands that print the outcome of a charge, and what they print of one that ended well. */
const OUTCOMES = /peaje (?:charge|watch) /g;
const APPROVED = /^approved, the money has moved/gm;

describe.each(shells)('the blocks of README.md, pasted whole into %s', (shell) => {
  const pastes = isInstalled(shell);
  const name = pastes ? 'works: $title …' : `not run, because this machine has no ${shell}: $title …`;

  (pastes ? it : it.skip).each(readmeBlocks)(
    name,
    async ({ text, status }) => {
      const result = await paste(shell, onThisStack(text));

      expect({ ...result, complaints: complaintsOf(shell, result) }).toMatchObject({
        exitCode: 0,
        complaints: [],
      });
      if (status !== null) expect(result.status).toBe(status);
      expect(result.body.match(APPROVED)?.length).toBe(text.match(OUTCOMES)?.length);
    },
    TIMEOUT_MS,
  );

  (pastes ? it : it.skip)('a comment behind a command would be found', async () => {
    const found = await paste(shell, 'echo one # two');

    expect(complaintsOf(shell, found).length > 0 || found.body.includes('#')).toBe(shell === 'zsh');
  });

  (pastes ? it : it.skip)('a failure would be found', async () => {
    expect(await paste(shell, 'npx peaje cancel no-such-charge\necho after')).not.toMatchObject({
      exitCode: 0,
    });
  });
});
