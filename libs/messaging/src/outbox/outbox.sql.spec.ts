import { defineTopic } from '@peaje/contracts';
import { z } from 'zod';
import { outboxRow } from './outbox.sql.js';

const orders = defineTopic({
  name: 'orders',
  cleanup: 'keep',
  groups: [],
  writers: [],
  key: 'customer',
  events: { 'test.order.placed.v1': z.object({ customer: z.string(), note: z.string() }) },
});
const event = (customer: string, note: string) => ({
  id: 'order-1',
  type: 'test.order.placed.v1' as const,
  source: '/test',
  subject: customer,
  time: '2026-11-22T10:00:00.000Z',
  data: { customer, note },
});

describe('an event that is to become a row of the outbox', () => {
  it.each([
    ['an event over 64 KiB', event('Ana', 'é'.repeat(33_000))],
    ['a key over 1 KiB', event('é'.repeat(600), '')],
  ])('%s is refused, because its readers would make a dead letter of it', (_, tooLarge) => {
    expect(() => outboxRow(orders, tooLarge)).toThrow(RangeError);
  });

  it('one that just fits is taken', () => {
    expect(outboxRow(orders, event('Ana', 'é'.repeat(32_000))).key).toBe('Ana');
  });

  it('one that breaks its contract is refused', () => {
    expect(() => outboxRow(orders, event('Ana', 7 as unknown as string))).toThrow(z.ZodError);
  });
});
