import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { problems, problemType, type Problem, type ProblemCode } from '@peaje/contracts';
import { isNothingStored, Refusal } from '@peaje/kernel';
import { throwError } from 'rxjs';
import { CommitUnknownError, isOutage } from '../database/database.js';
import { HttpRefusal } from './http-refusal.js';

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'payload-too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
};

const OUTCOME_UNKNOWN = new Refusal('outcome-unknown', {
  detail: 'the database cannot say whether this was done: try again with the same Idempotency-Key',
});
const NOT_STORED = new Refusal('not-stored', {
  detail: 'the database does not answer and nothing was stored: try again with the same Idempotency-Key',
  retryAfterSeconds: 1,
});
const NOT_READY = new Refusal('not-ready', {
  detail: 'the database does not answer: try again',
  retryAfterSeconds: 1,
});

export interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): unknown;
  hasHeader(name: string): boolean;
  removeHeader(name: string): unknown;
  send(body: unknown): unknown;
}

/**
 * HTTP: every error becomes an RFC 9457 problem. Kafka: the error goes on as it is, because the pipeline judges by
 * its class and Nest's own filter would replace it with a plain object.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType() === 'rpc') return throwError(() => error);
    const http = host.switchToHttp();
    sendProblem(http.getResponse<Reply>(), error, http.getRequest<{ method: string }>().method);
    return undefined;
  }
}

/** Answers with the problem that an error is. */
export function sendProblem(reply: Reply, error: unknown, method: string): void {
  const refusal = refusalOfError(error, method);
  const problem = problemOf(refusal);
  if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', String(refusal.retryAfterSeconds));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  if (refusal instanceof HttpRefusal) {
    for (const [name, value] of Object.entries(refusal.headers)) reply.header(name, value);
  }
  // Fastify closes the connection of a body that it did not read, and a caller that still sends would lose the answer.
  if (reply.hasHeader('connection')) reply.removeHeader('connection');
  reply.header('content-type', 'application/problem+json');
  reply.status(problem.status).send(JSON.stringify(problem));
}

const logger = new Logger('ProblemFilter');

/** The answer to any error. Faults of ours are logged, and the answer does not describe them. */
export function refusalOfError(error: unknown, method: string): Refusal {
  if (error instanceof Refusal) return error;
  const status =
    error instanceof HttpException
      ? error.getStatus()
      : (error as { statusCode?: number } | null)?.statusCode;
  if (status !== undefined && status >= 400 && status < 500) {
    const code = BY_STATUS[status] ?? 'invalid-request';
    return new Refusal(code, { detail: detailOf(code) });
  }
  logger.error(error);
  if (error instanceof CommitUnknownError) return OUTCOME_UNKNOWN;
  // Only the use case knows that nothing was committed: a read after the commit fails in the same way.
  if (isOutage(error))
    return method === 'GET' ? NOT_READY : isNothingStored(error) ? NOT_STORED : OUTCOME_UNKNOWN;
  return new Refusal('internal-error', { detail: 'not your fault; try again with the same Idempotency-Key' });
}

/** A refusal as its caller sees it. */
export function problemOf({ code, message, field }: Refusal): Problem {
  const { status, title } = problems[code as ProblemCode] ?? problems['internal-error'];
  return {
    type: problemType(code),
    title,
    status,
    code: code as ProblemCode,
    detail: message,
    ...(field ? { field } : {}),
  };
}

function detailOf(code: ProblemCode): string {
  switch (code) {
    case 'not-found':
      return 'no such route or thing; GET /docs lists the routes';
    case 'payload-too-large':
      return 'the body is larger than this route takes: send it in parts';
    case 'uri-too-long':
      return 'a part of the address is longer than any name';
    default:
      return 'the request could not be read; GET /docs shows how it may look';
  }
}
