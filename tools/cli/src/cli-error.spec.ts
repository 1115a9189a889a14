import { StackError } from '@peaje/stack/info';
import { z } from 'zod';
import { CliError, errorText, EXIT, exitCodeOf } from './cli-error.js';
import { Refused } from './service.js';

const refused = new Refused('pos', {
  code: 'unknown-card',
  detail: 'no such card',
  status: 422,
  field: 'card.token',
});

describe('exit codes', () => {
  it.each([
    ['a problem', refused, 1],
    ['a wrong command line', new CliError(EXIT.usage, 'no'), 2],
    ['a stack that does not answer', new StackError('stack-not-running', 'no', 'npm start'), 69],
    ['a stack that refuses', new StackError('unknown-service', 'no', ''), 1],
    ['an unexpected error', new TypeError('x'), 1],
  ])('%s', (_, error, exitCode) => {
    expect(exitCodeOf(error)).toBe(exitCode);
  });
});

describe('the text of an error', () => {
  it('names the code, field and detail of a problem', () => {
    expect(errorText(refused, false).toString()).toBe(
      'peaje: pos refused: no such card\n       code unknown-card, field card.token, status 422',
    );
  });

  it('has the next step in its own paragraph', () => {
    expect(errorText(new CliError(EXIT.refused, 'It is not.', 'Do this.'), false).toString()).toBe(
      'peaje: It is not.\n\nDo this.',
    );
  });

  it('has no words of a schema library', () => {
    const { error } = z.string().safeParse(7);
    expect(errorText(error, false).toString()).toBe(
      'peaje: An answer has another form than peaje reads.\n\nPEAJE_DEBUG=1 shows the difference.',
    );
    expect(errorText(error, true).toString()).toContain('expected string');
  });

  it('has a stack trace only on request', () => {
    expect(errorText(new TypeError('x'), false).toString()).not.toContain('cli-error.spec');
    expect(errorText(new TypeError('x'), true).toString()).toContain('cli-error.spec');
  });
});
