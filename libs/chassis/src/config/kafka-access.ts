import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { KafkaOptions } from '@peaje/messaging';
import { z } from 'zod';

const pemFile = z.string().transform((file, ctx) => {
  try {
    const pem = readFileSync(file, 'utf8');
    // An empty one would mean the authorities that Node knows.
    new X509Certificate(pem);
    return pem;
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: `must name a certificate in PEM: ${(error as Error).message}` });
    return z.NEVER;
  }
});

/** The brokers, TLS and credentials of a service. The brokers alone mean neither TLS nor credentials, as on one machine. */
export const kafkaEnv = {
  KAFKA_BROKERS: z.string().transform((brokers) => brokers.split(',')),
  KAFKA_TLS: z.stringbool().default(false),
  /** PEM: the authority that signed the brokers' certificates; the default is Node's own list. */
  KAFKA_CA_FILE: pemFile.optional(),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).default('scram-sha-512'),
  KAFKA_USERNAME: z.string().min(1).optional(),
  KAFKA_PASSWORD: z.string().min(1).optional(),
};

type KafkaEnv = z.infer<z.ZodObject<typeof kafkaEnv>>;

/** What one variable says of another. */
export function checkKafkaAccess(env: KafkaEnv, ctx: z.RefinementCtx): void {
  const refuse = (name: keyof KafkaEnv, message: string) =>
    ctx.addIssue({ code: 'custom', path: [name], message });
  if (env.KAFKA_CA_FILE !== undefined && !env.KAFKA_TLS)
    refuse('KAFKA_CA_FILE', 'without KAFKA_TLS=true no certificate is checked');
  if (env.KAFKA_USERNAME !== undefined && env.KAFKA_PASSWORD === undefined)
    refuse('KAFKA_PASSWORD', 'KAFKA_USERNAME needs one');
  if (env.KAFKA_PASSWORD !== undefined && env.KAFKA_USERNAME === undefined)
    refuse('KAFKA_USERNAME', 'KAFKA_PASSWORD needs one');
  if (env.KAFKA_USERNAME !== undefined && env.KAFKA_SASL_MECHANISM === 'plain' && !env.KAFKA_TLS)
    refuse('KAFKA_SASL_MECHANISM', 'plain shows the password to the network: set KAFKA_TLS=true');
}

/** The same as the client takes it. */
export function kafkaAccess(env: KafkaEnv): Pick<KafkaOptions, 'brokers' | 'ssl' | 'sasl'> {
  const { KAFKA_CA_FILE: ca, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = env;
  return {
    brokers: env.KAFKA_BROKERS,
    ssl: env.KAFKA_TLS && ca !== undefined ? { ca } : env.KAFKA_TLS,
    ...(username !== undefined && password !== undefined
      ? { sasl: { mechanism: env.KAFKA_SASL_MECHANISM, username, password } as KafkaOptions['sasl'] }
      : {}),
  };
}
