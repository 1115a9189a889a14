import { z } from 'zod';

/** The bodies of requests to a running stack. A body is optional when all its fields are. */
export const scaleBody = z.strictObject({ count: z.int().min(1).max(20) });

export const killBody = z.strictObject({
  signal: z.enum(['SIGKILL', 'SIGTERM', 'SIGSTOP', 'SIGCONT', 'SIGINT', 'SIGQUIT']).default('SIGKILL'),
  /** The name of one process: `pos-2`. Without it, all instances of the service get the signal. */
  instance: z.string().optional(),
});
export type KillRequest = z.input<typeof killBody>;

export const availabilityQuery = z.object({ since: z.iso.datetime() });

const processStatus = z.object({
  name: z.string(),
  state: z.enum(['stopped', 'starting', 'ready', 'waiting']),
  pid: z.number().nullable(),
  restarts: z.number(),
});

export const stackStatus = z.object({
  ready: z.boolean(),
  services: z.record(z.string(), z.array(processStatus.extend({ url: z.string() }))),
  brokers: z.array(processStatus.extend({ id: z.number(), port: z.number() })),
  postgres: processStatus,
});
export type StackStatus = z.infer<typeof stackStatus>;
