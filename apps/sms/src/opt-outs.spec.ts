import { choiceOf } from './opt-outs.js';

describe('choiceOf', () => {
  it.each([
    ['STOP', 'stop'],
    [' stop\n', 'stop'],
    ['Baja.', 'stop'],
    ['opt out', 'stop'],
    ['START', 'start'],
    ['Sí', 'start'],
    ['alta', 'start'],
    ['', null],
    ['no', null],
    ['please stop by tomorrow', null],
    ['😀', null],
  ])('%j: %s', (text, choice) => expect(choiceOf(text)).toBe(choice));
});
