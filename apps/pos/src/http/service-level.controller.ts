import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Allow } from '@peaje/chassis';
import { serviceLevelQuery, type ServiceLevel, type ServiceLevelQuery } from '@peaje/contracts';
import pg from 'pg';
import { readServiceLevel } from '../db/service-level.sql.js';

const { Pool } = pg;
const DAY_MS = 24 * 3_600_000;

@Allow('bank-operator')
@Controller('v1/service-level')
export class ServiceLevelController {
  constructor(@Inject(Pool) private readonly pool: pg.Pool) {}

  @Get()
  get(@Query({ schema: serviceLevelQuery }) { since }: ServiceLevelQuery): Promise<ServiceLevel> {
    return readServiceLevel(this.pool, since === undefined ? new Date(Date.now() - DAY_MS) : new Date(since));
  }
}
