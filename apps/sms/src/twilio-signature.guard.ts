import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CONFIG } from '@peaje/chassis';
import { Refusal } from '@peaje/kernel';
import twilio from 'twilio';
import type { SmsConfig } from './sms.config.js';

interface SignedRequest {
  readonly protocol: string;
  readonly host: string;
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/** Twilio signs the address and every field with a token that only Twilio and we have. */
@Injectable()
export class TwilioSignatureGuard implements CanActivate {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<SmsConfig, 'TWILIO_AUTH_TOKEN' | 'PEAJE_PUBLIC_URL'>,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<SignedRequest>();
    const { protocol, host, originalUrl, headers, body } = request;
    const url = `${this.config.PEAJE_PUBLIC_URL ?? `${protocol}://${host}`}${originalUrl}`;
    const signature = headers['x-twilio-signature'] ?? '';
    if (twilio.validateRequest(this.config.TWILIO_AUTH_TOKEN, signature, url, fieldsOf(body))) return true;
    throw new Refusal('signature-invalid', {
      detail: 'only Twilio calls this: X-Twilio-Signature must sign this address and these fields',
    });
  }
}

const fieldsOf = (body: unknown): Record<string, unknown> =>
  typeof body === 'object' && body !== null ? { ...body } : {};
