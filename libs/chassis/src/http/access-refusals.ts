import { Refusal } from '@peaje/kernel';
import type { Caller } from '../config/api-keys.js';

export const unauthenticated = (): Refusal =>
  new Refusal('unauthenticated', {
    detail: 'send Authorization: Bearer <key> with a key of this service',
  });

export const forbidden = ({ role }: Caller): Refusal =>
  new Refusal('forbidden', { detail: `a ${role} key may not do this` });
