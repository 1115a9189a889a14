import type { ExecutionContext } from '@nestjs/common';
import { JsonWritesGuard } from './json-writes.guard.js';

const takes = (method: string, type?: string): boolean => {
  const headers = type === undefined ? {} : { 'content-type': type };
  const context = { switchToHttp: () => ({ getRequest: () => ({ method, headers }) }) };
  try {
    return new JsonWritesGuard().canActivate(context as unknown as ExecutionContext);
  } catch {
    return false;
  }
};

it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON', 'application/x-ndjson'])(
  'takes a write of %s',
  (type) => {
    expect(takes('POST', type)).toBe(true);
  },
);

it.each([
  undefined,
  '',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/jsonx',
])('refuses a write of %s, which a form of another page can send', (type) => {
  expect(takes('POST', type)).toBe(false);
});

it('asks a read for no type', () => {
  expect(takes('GET')).toBe(true);
  expect(takes('HEAD')).toBe(true);
});
