import { z } from 'zod';
import { breaks, refusalOf } from './compatibility.js';

const shape = {
  id: z.string(),
  kind: z.enum(['shop', 'toll']),
  note: z.string().optional(),
  card: z.object({ token: z.string().min(1) }),
  at: z.iso.datetime().nullable(),
  lines: z.array(z.object({ n: z.int() })),
};
const before = z.object(shape);
const { id: _, ...withoutId } = shape;
const { note: __, ...withoutNote } = shape;
const { lines: ___, ...withoutLines } = shape;

const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;
const breaksOf = (after: z.ZodType) => breaks(schemaOf(before), schemaOf(after));

describe('a compatible change', () => {
  it.each<[string, z.ZodType]>([
    ['none', before],
    ['a new optional field', z.object({ ...shape, tip: z.string().optional() })],
    [
      'a new optional field of an inner object',
      z.object({ ...shape, card: shape.card.extend({ brand: z.string().optional() }) }),
    ],
    ['another order of fields', z.object({ lines: shape.lines, ...withoutLines })],
    ['a better description', z.object({ ...shape, id: z.string().describe('The id.') })],
  ])('%s', (_name, after) => {
    expect(breaksOf(after)).toEqual([]);
  });
});

describe('a change that breaks a reader', () => {
  it.each<[string, z.ZodType, string]>([
    ['a field is gone', z.object(withoutId), 'data.id is gone'],
    ['an optional field is gone', z.object(withoutNote), 'data.note is gone'],
    ['a field is renamed', z.object({ ...withoutId, chargeId: z.string() }), 'data.chargeId is required'],
    ['a field has another type', z.object({ ...shape, id: z.number() }), 'data.id: type was "string"'],
    ['a new field is required', z.object({ ...shape, tip: z.string() }), 'data.tip is required'],
    ['an optional field is required', z.object({ ...shape, note: z.string() }), 'data.note is required'],
    [
      'a required field is optional',
      z.object({ ...shape, id: z.string().optional() }),
      'data.id may be left out',
    ],
    ['an enum loses a value', z.object({ ...shape, kind: z.enum(['shop']) }), 'data.kind'],
    [
      'an enum gains a value',
      z.object({ ...shape, kind: z.enum(['shop', 'toll', 'fuel']) }),
      'data.kind may be fuel',
    ],
    ['no longer null', z.object({ ...shape, at: z.iso.datetime() }), 'data.at'],
    ['a stricter rule', z.object({ ...shape, id: z.string().max(5) }), 'data.id: maxLength'],
    [
      'an inner object changes',
      z.object({ ...shape, card: z.object({ pan: z.string() }) }),
      'data.card.token is gone',
    ],
    [
      'an item of a list changes',
      z.object({ ...shape, lines: z.array(z.object({ n: z.string() })) }),
      'data.lines[].n: type',
    ],
  ])('%s', (_name, after, reason) => {
    expect(breaksOf(after).join('\n')).toContain(reason);
  });

  it('is refused with the way out', () => {
    const refusal = refusalOf('peaje.charge.requested.v1', schemaOf(before), schemaOf(z.object(withoutId)));

    expect(refusal).toContain('new version: peaje.charge.requested.v2');
  });
});
