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

/** What a signal did to one process. */
const signalledProcess = z.object({
  name: z.string(),
  /** Null: it did not run, and got no signal. */
  pid: z.number().nullable(),
  signal: z.string(),
  /** It has ended. The answer waits for that for at most a second. */
  gone: z.boolean(),
});
export type SignalledProcess = z.infer<typeof signalledProcess>;

/** The answer to `kill`: the state afterwards, and what the signal did. */
export const killAnswer = stackStatus.extend({ signalled: z.array(signalledProcess) });
export type KillAnswer = z.infer<typeof killAnswer>;
