import { Controller, Get, Redirect } from '@nestjs/common';
import { Public } from './api-key.guard.js';

/** The address of a service without a page of its own leads to its routes. */
@Public()
@Controller()
export class EntranceController {
  @Get('/')
  @Redirect('/docs')
  entrance(): void {}
}
