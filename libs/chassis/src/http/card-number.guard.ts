import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { looksLikeCardNumber, Refusal } from '@peaje/kernel';

interface Addressed {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
}

/** Bodies and headers are checked by their schemas; this is for addresses, which end up in logs of every proxy. */
@Injectable()
export class CardNumberGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { params, query } = context.switchToHttp().getRequest<Addressed>();
    const found = Object.entries({ ...query, ...params }).find(([, value]) =>
      looksLikeCardNumber(String(value)),
    );
    if (!found) return true;
    const detail = `${found[0]}: looks like a card number: send the card token instead`;
    throw new Refusal('card-number-refused', { field: found[0], detail });
  }
}
