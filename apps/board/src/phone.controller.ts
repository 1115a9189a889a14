import { Controller, Get, Header, Inject, Query, UseGuards } from '@nestjs/common';
import { Public } from '@peaje/chassis';
import { phoneQuery, type PhoneQuery, type PhoneView } from '@peaje/contracts';
import { Phone } from './phone.js';
import { SameOriginGuard } from './same-origin.guard.js';

@Public()
@UseGuards(SameOriginGuard)
@Controller('v1/phone')
export class PhoneController {
  constructor(@Inject(Phone) private readonly phone: Phone) {}

  @Get()
  @Header('cache-control', 'no-store')
  texts(@Query({ schema: phoneQuery }) query: PhoneQuery): Promise<PhoneView> {
    return this.phone.texts(query);
  }
}
