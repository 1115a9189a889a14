import { Controller, Get, Header, Inject } from '@nestjs/common';
import { Refusal } from '@peaje/kernel';
import { ConsumerHealth, type GroupHealth } from '@peaje/messaging';
import { Registry } from 'prom-client';
import { Public } from '../http/api-key.guard.js';
import { Readiness } from './readiness.js';

@Public()
@Controller()
export class HealthController {
  constructor(
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(ConsumerHealth) private readonly consumers: ConsumerHealth,
    @Inject(Registry) private readonly metrics: Registry,
  ) {}

  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Can it do its HTTP job? */
  @Get('health/ready')
  async ready(): Promise<{ status: 'ok' }> {
    const missing = await this.readiness.missing();
    if (missing.length === 0) return { status: 'ok' };
    throw new Refusal('not-ready', { detail: `waiting for: ${missing.join(', ')}`, retryAfterSeconds: 1 });
  }

  @Get('health/consumers')
  consumerGroups(): { groups: GroupHealth[] } {
    return { groups: this.consumers.report() };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<string> {
    return this.metrics.metrics();
  }
}
