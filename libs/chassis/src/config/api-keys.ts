import { createHash } from 'node:crypto';
import type { Role } from '@peaje/contracts';
import { z } from 'zod';

export type { Role };

export interface Caller {
  readonly role: Role;
  /** The merchant's id, the operator's id. */
  readonly id: string;
}

const ENTRY = /^([0-9a-f]{64})=(merchant|gate-operator|bank-operator):([A-Za-z0-9._-]+)$/;

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** The callers that a service knows, by the hash of their key: the keys themselves are stored nowhere. */
export class ApiKeys {
  constructor(private readonly callers: ReadonlyMap<string, Caller>) {}

  find(key: string): Caller | undefined {
    return this.callers.get(hashOf(key));
  }
}

/** `<sha256 of the key, hex>=<role>:<owner id>`, separated by commas. */
export const apiKeys = z.string().transform((text, ctx) => {
  const callers = new Map<string, Caller>();
  for (const entry of text.split(',').filter(Boolean)) {
    const [, hash, role, id] = ENTRY.exec(entry.trim()) ?? [];
    if (hash && role && id) callers.set(hash, { role: role as Role, id });
    else ctx.addIssue({ code: 'custom', message: 'each entry must be <sha256 hex>=<role>:<owner id>' });
  }
  return new ApiKeys(callers);
});
