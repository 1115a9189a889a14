import { BoardKeys } from './board-keys.js';

const roles: Readonly<Record<string, 'merchant' | 'gate-operator' | 'bank-operator'>> = {
  shop: 'merchant',
  toll: 'gate-operator',
  bank: 'bank-operator',
};
const PEAJE_API_KEYS = {
  find: (key: string) => (roles[key] === undefined ? undefined : { role: roles[key] }),
};
const all = { PEAJE_BOARD_TILL_KEY: 'shop', PEAJE_BOARD_GATE_KEY: 'toll', PEAJE_BOARD_OPERATOR_KEY: 'bank' };
const board = (settings: object) =>
  new BoardKeys({ PEAJE_API_KEYS, PEAJE_BOARD_READ_ONLY: false, ...settings });

it('acts with the key of each role', () => {
  const keys = board(all);
  expect([keys.of('till'), keys.of('gate'), keys.of('operator')]).toEqual(['shop', 'toll', 'bank']);
  expect(keys.mayAct('till')).toEqual({ allowed: true, why: null });
});

it('says which key is missing', () => {
  expect(board({}).mayAct('till')).toEqual({
    allowed: false,
    why: 'this board has no key of a till: set PEAJE_BOARD_TILL_KEY',
  });
  expect(() => board({}).of('own')).toThrow('this board has no key of its own: set PEAJE_BOARD_KEY');
});

it.each([
  ['of another role', { PEAJE_BOARD_TILL_KEY: 'bank' }],
  ['that the services do not know', { PEAJE_BOARD_TILL_KEY: 'stranger' }],
])('does not act with a key %s, and names no key', (_, settings) => {
  const { allowed, why } = board(settings).mayAct('till');
  expect(allowed).toBe(false);
  expect(why).toContain('PEAJE_API_KEYS does not know PEAJE_BOARD_TILL_KEY as the key of a merchant');
  expect(why).not.toMatch(/stranger/);
});

it('only looks when it is told so', () => {
  const keys = board({ ...all, PEAJE_BOARD_READ_ONLY: true });
  expect(keys.mayAct('operator').why).toContain('PEAJE_BOARD_READ_ONLY');
  expect(keys.mayRead('operator').allowed).toBe(true);
});
