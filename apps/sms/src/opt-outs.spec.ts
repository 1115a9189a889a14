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

  it.each([
    ['ARRÊT', 'STOP', 'stop'],
    ['退订', 'STOP', 'stop'],
    ['Please no more', 'STOP', 'stop'],
    ['ABONARSE', 'START', 'start'],
    ['BAJA', 'START', 'start'],
    ['AYUDA', 'HELP', null],
    ['STOP', 'HELP', null],
    ['YES', 'STOP', 'stop'],
    ['baja', '', 'stop'],
    ['baja', 'SOMETHING', 'stop'],
    ['hello', 'toString', null],
  ])("%j with Twilio's verdict %j: %s", (text, verdict, choice) =>
    expect(choiceOf(text, verdict)).toBe(choice),
  );
});
