import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

const arrivals = new WeakMap<object, number>();

/** Notes when a request's header has come: before its body, and before all checks. */
export function noteArrivals(adapter: FastifyAdapter): void {
  adapter.getInstance().addHook('onRequest', ({ raw }, _reply, done) => {
    arrivals.set(raw, performance.now());
    done();
  });
}

/** When the request arrived, as a reading of `performance.now()`: from then on its caller waits. */
export const ArrivedAt = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    arrivals.get(context.switchToHttp().getRequest<{ raw: object }>().raw) ?? performance.now(),
);
