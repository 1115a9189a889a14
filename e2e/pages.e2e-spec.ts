import {
  isSpanish,
  pagePaths,
  readPage,
  type RunnableCommand,
  runnableCommands,
} from '@peaje/testing/outside';
import { keysOf, onThisStack, runAsReader } from './support/pages/reader.js';

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
