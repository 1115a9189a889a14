import {
  createParamDecorator,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Caller, Role } from '../config/api-keys.js';
import { forbidden, unauthenticated } from './access-refusals.js';

export const ALLOWED = 'peaje:allowed';

/** The roles that may call a route; without it no role may. */
export const Allow = (...roles: Role[]): MethodDecorator & ClassDecorator => SetMetadata(ALLOWED, roles);
/** For callers without a key: probes, scrapers, webhooks with a signature of their own. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(ALLOWED, 'public');

interface AuthenticatedRequest {
  /** Set by `RouteAccess`, before the body was read. */
  readonly caller?: Caller;
}

/** The authenticated caller of a route. */
export const CallerOf = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().caller!,
);

/** The second line behind `RouteAccess`: deny by default. Batches from Kafka carry no caller and pass. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const allowed = this.reflector.getAllAndOverride<Role[] | 'public' | undefined>(ALLOWED, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (allowed === 'public') return true;
    const { caller } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (!caller) throw unauthenticated();
    if (!allowed?.includes(caller.role)) throw forbidden(caller);
    return true;
  }
}
