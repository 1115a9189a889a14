import { join } from 'node:path';
import {
  keysOf,
  onThisStack,
  readmeCommands,
  runAsReader,
  type ReadmeCommand,
} from './support/readme-commands.js';

const README = join(import.meta.dirname, '..', 'README.md');
const commands = readmeCommands(README);

const titleOf = ({ text, status }: ReadmeCommand): string =>
  `${status ?? 'success'}: ${/http:[^'"\s]+/.exec(text)?.[0] ?? text}`;

describe('the README keeps its word', () => {
  it('shows how to charge at a till and at a gate, and what comes of it', () => {
    const texts = commands.map(({ text }) => text).join('\n');

    expect(texts).toMatch(/curl .*\/v1\/charges/);
    expect(texts).toMatch(/curl .*\/v1\/toll-passages/);
    expect(commands.filter(({ shown }) => shown !== undefined).length).toBeGreaterThanOrEqual(1);
  });

  it.each(commands.map((command) => [titleOf(command), command] as const))('%s', async (_, command) => {
    const text = onThisStack(command.text);
    const { exitCode, status, body } = await runAsReader(text);

    expect({ exitCode, body }).toEqual({ exitCode: 0, body: expect.any(String) });
    if (command.status === null)
      expect({ ok: status >= 200 && status < 300, status, body }).toMatchObject({ ok: true });
    else expect({ status, body }).toEqual({ status: command.status, body: expect.any(String) });
    if (command.shown !== undefined)
      expect(keysOf(JSON.parse(body)).sort()).toEqual(keysOf(command.shown).sort());
  });
});
