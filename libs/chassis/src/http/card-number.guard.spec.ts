import type { ExecutionContext } from '@nestjs/common';
import { CardNumberGuard } from './card-number.guard.js';
import { requestForLog } from '../config/logging.js';

const asked = (request: object) =>
  new CardNumberGuard().canActivate({
    getType: () => 'http',
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext);

describe('a card number in an address', () => {
  it.each([
    ['a path', { params: { token: '4242424242424242' }, query: {} }, 'token'],
    ['a query', { params: {}, query: { tillId: '4242 4242 4242 4242' } }, 'tillId'],
    ['a query with dots', { query: { tillId: '4242.4242.4242.4242' } }, 'tillId'],
    ['the name of a query', { query: { '4242424242424242': '4242424242424242' } }, '(card number)'],
    ['a repeated query', { query: { tillId: ['a', '4242424242424242'] } }, 'tillId'],
  ])('in %s is refused by its field, never its value', (_, request, field) => {
    expect(() => asked(request)).toThrow(expect.objectContaining({ code: 'card-number-refused', field }));
    expect(() => asked(request)).not.toThrow(/4242/);
  });

  it('other addresses pass, and so do batches from Kafka', () => {
    expect(asked({ params: { id: '0199a3c1-7b5e-7bb5-9de3-dfcc51258005' }, query: { limit: '50' } })).toBe(
      true,
    );
    expect(asked({ params: { id: 'acc_622000000000000001' } })).toBe(true);
    expect(new CardNumberGuard().canActivate({ getType: () => 'rpc' } as ExecutionContext)).toBe(true);
  });

  it('is not logged either, nor are queries', () => {
    const logged = (url: string) => requestForLog({ id: 7, method: 'GET', url });
    expect(logged('/v1/accounts/acc_rich?x=1')).toEqual({
      id: 7,
      method: 'GET',
      path: '/v1/accounts/acc_rich',
    });
    expect(logged('/v1/cards/4242424242424242').path).toBe('(card number)');
    expect(logged('/v1/cards/4242%204242%204242%204242').path).toBe('(card number)');
    expect(logged('/v1/cards/4242%E2%80%934242-4242%2F4242').path).toBe('(card number)');
    expect(logged('/v1/cards/4242%204242%204242%204242%E0%A4%A').path).toBe('(card number)');
    expect(logged('/v1/cards/%E0%A4%A').path).toBe('/v1/cards/%E0%A4%A');
  });
});
