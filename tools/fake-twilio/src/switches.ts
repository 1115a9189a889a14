import { z } from 'zod';

/**
 * How the next messages fail:
 * - `429`, `500`: refused, not accepted;
 * - `hang`: accepted, never answered;
 * - `reset-after-accept`: accepted, then the connection is reset;
 * - `reset-before-accept`: the connection is reset, not accepted;
 * - `garbage`: accepted, answered 201 with something that is no message.
 */
export const mode = z.enum([
  'none',
  '429',
  '500',
  'hang',
  'reset-after-accept',
  'reset-before-accept',
  'garbage',
]);
export const switchBody = z.strictObject({ mode, count: z.int().positive().optional() });

export type Mode = z.infer<typeof mode>;

export class Switches {
  private mode: Mode = 'none';
  private left = Infinity;

  /** For the next `count` messages; without it, until it is set again. */
  set({ mode: next, count }: z.infer<typeof switchBody>): void {
    this.mode = next;
    this.left = count ?? Infinity;
  }

  /** How this message fails. */
  take(): Mode {
    if (this.left <= 0) return 'none';
    this.left -= 1;
    return this.mode;
  }
}
