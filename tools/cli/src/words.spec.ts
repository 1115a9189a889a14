import { EXIT } from './cli-error.js';
import { leadingWords, namedBy } from './words.js';

describe('the first words of a line', () => {
  it.each([
    ['charge --card card_rich', ['charge']],
    ['dlq show charges.requested/2@118', ['dlq', 'show', 'charges.requested/2@118']],
    ['--json charge', ['charge']],
    ['--stack other/stack.json --key=k dlq list', ['dlq', 'list']],
    ['dlq --group debit list', ['dlq']],
    ['--max 5 charge', []],
  ])('of %s', (line, words) => {
    expect(leadingWords(line.split(' '))).toEqual(words);
  });
});

describe('the command of a line', () => {
  it.each([
    ['charge --card card_rich', 'charge', false],
    ['dlq', 'dlq', true],
    ['dlq list', 'dlq list', false],
    ['stack broker kill 3', 'stack broker kill', false],
    ['topics a b', 'topics', false],
  ])('%s', async (typed, line, isGroup) => {
    expect(await namedBy(typed.split(' '))).toMatchObject({ line, isGroup });
  });

  it('is none without a word', async () => {
    expect(await namedBy(['--json'])).toBeNull();
  });

  it.each([
    ['chrge', 'There is no command chrge. Did you mean charge?'],
    ['chrge charge --card card_rich', 'There is no command chrge. Did you mean charge?'],
    ['dlq lst', 'There is no command dlq lst. Did you mean dlq list?'],
    ['stack broker kil 3', 'There is no command stack broker kil. Did you mean stack broker kill?'],
    ['look charge', 'There is no command look.'],
  ])('%s is wrong usage', async (typed, message) => {
    await expect(namedBy(typed.split(' '))).rejects.toMatchObject({ exitCode: EXIT.usage, message });
  });
});
