import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { Allow } from '@peaje/chassis';
import { verificationBody, type Verification, type VerificationBody } from '@peaje/contracts';
import { VerifyChains } from './verify-chains.js';

@Allow('bank-operator')
@Controller('v1/verifications')
export class VerificationsController {
  constructor(@Inject(VerifyChains) private readonly verifyChains: VerifyChains) {}

  /** Answers 200, because it stores nothing, and because a broken chain is a valid answer. */
  @Post()
  @HttpCode(200)
  verify(@Body({ schema: verificationBody }) body: VerificationBody): Promise<Verification> {
    return this.verifyChains.execute(body ?? {});
  }
}
