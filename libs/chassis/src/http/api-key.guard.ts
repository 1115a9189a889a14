import {
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Refusal } from '@peaje/kernel';
import type { Caller, Role } from '../config/api-keys.js';
import { CONFIG, type ServiceConfig } from '../config/service-env.js';

export const ALLOWED = 'peaje:allowed';

/** The roles that may call a route; without it no role may. */
export const Allow = (...roles: Role[]): MethodDecorator & ClassDecorator => SetMetadata(ALLOWED, roles);
/** For callers without a key: probes, scrapers, webhooks with a signature of their own. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(ALLOWED, 'public');

interface AuthenticatedRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  caller?: Caller;
}

/** The authenticated caller of a route. */
export const CallerOf = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().caller!,
);

/** `Authorization: Bearer <key>`; deny by default. Batches from Kafka carry no caller and pass. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const allowed = this.reflector.getAllAndOverride<Role[] | 'public' | undefined>(ALLOWED, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (allowed === 'public') return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const caller = this.authenticate(request.headers['authorization']);
    if (!allowed?.includes(caller.role)) {
      throw new Refusal('forbidden', { detail: `a ${caller.role} key may not do this` });
    }
    request.caller = caller;
    return true;
  }

  private authenticate(header: string | undefined): Caller {
    const key = /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
    const caller = key === undefined ? undefined : this.config.PEAJE_API_KEYS.find(key);
    if (!caller)
      throw new Refusal('unauthenticated', {
        detail: 'send Authorization: Bearer <key> with a key of this service',
      });
    return caller;
  }
}
