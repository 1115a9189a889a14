import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { Allow } from '@peaje/chassis';
import { verificationBody, type Verification, type VerificationBody } from '@peaje/contracts';
import { VerifyChains } from './verify-chains.js';

@Allow('bank-operator')
@Controller('v1/verifications')
export class VerificationsController {
  constructor(@Inject(VerifyChains) private readonly verifyChains: VerifyChains) {}

  /** Stores nothing, hence 200: a broken record is an answer too. */
  @Post()
  @HttpCode(200)
  verify(@Body({ schema: verificationBody }) body: VerificationBody): Promise<Verification> {
    return this.verifyChains.execute(body?.chain);
  }
}
