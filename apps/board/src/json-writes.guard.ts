import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Refusal } from '@peaje/kernel';

const TYPES = /^application\/(json|x-ndjson)\s*(;|$)/i;

interface Written {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * A form of another page can send what it likes to any address, but not with this type, unless the board permits it.
 * So a write without a body names the type, too.
 */
@Injectable()
export class JsonWritesGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { method, headers } = context.switchToHttp().getRequest<Written>();
    if (method !== 'POST' || TYPES.test(String(headers['content-type'] ?? ''))) return true;
    throw new Refusal('unsupported-media-type', {
      detail:
        'send Content-Type: application/json, also without a body: no form of another page can send that',
    });
  }
}
