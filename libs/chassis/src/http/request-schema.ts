import { createParamDecorator, StandardSchemaValidationPipe, type ExecutionContext } from '@nestjs/common';
import { idempotencyKey } from '@peaje/contracts';
import { looksLikeCardNumber, Refusal } from '@peaje/kernel';
import type { z } from 'zod';

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly params?: { readonly code?: string };
}

/** The first broken rule, its field and its way out; never the value, and never a card number used as a name. */
function refusalOf(issues: readonly SchemaIssue[]): Refusal {
  const issue = issues[0];
  const path = (issue?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys?.[0] : undefined;
  if (unknown !== undefined) path.push(looksLikeCardNumber(unknown) ? MASKED : unknown);
  const field = path.join('.') || undefined;
  const rule = unknown !== undefined ? 'is not a field of this request' : (issue?.message ?? 'is not valid');
  const code = field?.includes(MASKED) ? 'card-number-refused' : (issue?.params?.code ?? 'invalid-request');
  return new Refusal(code, { detail: `${field ?? 'the request'}: ${rule}`, ...(field ? { field } : {}) });
}

const MASKED = '(card number)';

/** Checks what carries a schema, `@Body({ schema })`, and answers in our problems. */
export const requestSchemaPipe = () =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => refusalOf(issues as readonly SchemaIssue[]),
  });

/** @throws Refusal */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refusalOf(parsed.error.issues as unknown as SchemaIssue[]);
  return parsed.data;
}

interface WithHeaders {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The caller's name for this request, so that asking twice is asking once. @throws Refusal */
export function idempotencyKeyOf({ headers }: WithHeaders): string {
  const header = headers['idempotency-key'];
  if (!header) {
    throw new Refusal('idempotency-key-missing', {
      field: 'Idempotency-Key',
      detail:
        'send an Idempotency-Key header: one new value (a UUID, say) a request, the same value when you try it again',
    });
  }
  const parsed = idempotencyKey.safeParse(header);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ ...issue, path: ['Idempotency-Key'] }));
  throw refusalOf(issues as SchemaIssue[]);
}

export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  idempotencyKeyOf(context.switchToHttp().getRequest<WithHeaders>()),
);
