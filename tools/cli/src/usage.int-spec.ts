import { peaje, peajeIn } from './peaje.builders.js';

describe('help', () => {
  it.each([
    [[], /^peaje <command>[^]*Charges[^]*peaje charge --card card_rich --amount 19\.90/],
    [['-h'], /^peaje <command>/],
    [['--help'], /^peaje <command>/],
    [['help'], /^peaje <command>/],
    [['-v'], /^peaje \d+\.\d+\.\d+\n$/],
    [['--version'], /^peaje \d+\.\d+\.\d+\n$/],
    [['help', 'charge'], /^peaje charge[^]*--amount/],
    [['charge', '-h'], /^peaje charge[^]*--amount/],
    [['help', 'dlq', 'show'], /^peaje dlq show <dead-letter>/],
    [['dlq'], /^peaje dlq[^]*peaje dlq list/],
  ])('%j', async (args, shown) => {
    const { exitCode, stdout, stderr } = await peaje(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(shown);
  });
});

describe('errors', () => {
  it.each([
    [['charge', '--card', 'card_rich', '--amount', '1990'], 'could be 1990.00 or 19.90'],
    [['charge', '--card', 'card_rich'], '--amount is missing.'],
    [['charge', '--card', 'card_rich', '--amunt', '1.00'], 'has no option --amunt. Did you mean --amount?'],
    [['charge', '--card', 'card_rich', '--amount', '1.00', '--wait', '60'], 'a whole number from 1 to 25'],
    [
      ['toll', '--card', 'card_rich', '--amount', '1.00', '--passed-at', 'soon'],
      '--passed-at soon: must be a time',
    ],
    [['chrge'], 'Did you mean charge?'],
    [['chrge', 'charge', '--card', 'card_rich', '--amount', '1.00'], 'There is no command chrge.'],
    [['help', 'chrge'], 'Did you mean charge?'],
    [['cancel', 'abc'], 'abc is no charge id'],
    [['notices', '--max', 'abc'], '--max abc: must be a whole number of 1 or more, for example --max 5.'],
    [['notices', '--max', '-5'], '--max -5: must be a whole number of 1 or more'],
    [['notices', '--max', '1', '--max', '2'], '--max is given 2 times'],
    [['notices', '--charge', 'abc'], 'abc is no charge id'],
    [['reconcile', '--since', 'yesterday'], '--since yesterday: must be a time'],
    [['stack', 'scale', 'pos', '0'], 'n 0: must be a whole number from 1 to 20'],
    [['stack', 'kill', 'debit', '--signal', 'NONE'], '--signal NONE: must be one of KILL, STOP, CONT, TERM.'],
    [['dlq', 'show', 'here'], 'not the position of a dead letter'],
    [['topics', '--jsn'], 'Did you mean --json?'],
    [['--josn'], '--josn'],
  ])('%j is a usage error', async (args, text) => {
    const { exitCode, stdout, stderr } = await peaje(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(text);
    expect(stderr).not.toMatch(/zod|Invalid input|expected|NaN|undefined/i);
  });

  it('are found before a stack is looked for', async () => {
    expect(await peaje('notices', '--max', 'abc', '--stack', '/nowhere/stack.json')).toMatchObject({
      exitCode: 2,
    });
  });
});

describe('colours', () => {
  const coloured = async (changes: Record<string, string>, ...args: string[]): Promise<string[]> => {
    const { stdout, stderr } = await peajeIn(changes, ...args);
    return [stdout, stderr].map((text) => (text.includes('\u001b[') ? 'coloured' : 'plain'));
  };

  it('are for a terminal only; FORCE_COLOR asks for them', async () => {
    expect(await coloured({}, 'cards')).toEqual(['plain', 'plain']);
    expect(await coloured({ FORCE_COLOR: '1' }, 'cards')).toEqual(['coloured', 'plain']);
    expect(await coloured({}, 'cancel', 'abc')).toEqual(['plain', 'plain']);
    expect(await coloured({ FORCE_COLOR: '1' }, 'cancel', 'abc')).toEqual(['plain', 'coloured']);
    expect(await coloured({ FORCE_COLOR: '0' }, 'cards')).toEqual(['plain', 'plain']);
  });
});
