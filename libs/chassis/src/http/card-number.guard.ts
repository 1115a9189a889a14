import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { identifierLooksLikeCardNumber, looksLikeCardNumber, Refusal } from '@peaje/kernel';

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
    const found = Object.entries({ ...query, ...params }).find(
      ([name, value]) => looksLikeCardNumber(name) || identifierLooksLikeCardNumber(String(value)),
    );
    if (!found) return true;
    const field = looksLikeCardNumber(found[0]) ? '(card number)' : found[0];
    const detail = `${field}: looks like a card number: send the card token instead`;
    throw new Refusal('card-number-refused', { field, detail });
  }
}
