import { Body, Controller, Get, HttpCode, Module, Post, Query } from '@nestjs/common';
import {
  deadLetterListQuery,
  discardBody,
  listQuery,
  redriveBody,
  type DeadLetterView,
  type Page,
  type ParkedKeyView,
} from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import { Allow } from '../http/api-key.guard.js';

const NONE = { items: [], nextCursor: null };
const notFound = () =>
  new Refusal('not-found', { detail: 'this service parks nothing: it has no dead letters' });

/** The routes of `ParkingModule`, so that an operator may ask every service alike. */
@Allow('bank-operator')
@Controller('v1')
export class NothingParkedController {
  @Get('dead-letters')
  list(@Query({ schema: deadLetterListQuery }) _query: unknown): Page<DeadLetterView> {
    return NONE;
  }

  @Get('dead-letters/:id')
  show(): never {
    throw notFound();
  }

  @Get('parked-keys')
  keys(@Query({ schema: listQuery }) _query: unknown): Page<ParkedKeyView> {
    return NONE;
  }

  @Post('redrives')
  @HttpCode(200)
  redrive(@Body({ schema: redriveBody }) _body: unknown): never {
    throw notFound();
  }

  @Post('discards')
  @HttpCode(200)
  discard(@Body({ schema: discardBody }) _body: unknown): never {
    throw notFound();
  }
}

/** For services that keep whatever they read, as audit does. */
@Module({ controllers: [NothingParkedController] })
export class NothingParkedModule {}
