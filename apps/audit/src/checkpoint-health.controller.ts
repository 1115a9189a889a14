import { Controller, Get, Inject } from '@nestjs/common';
import { Public } from '@peaje/chassis';
import type { CheckpointHealth } from '@peaje/contracts';
import { CheckpointAlarms } from './checkpoint-alarms.js';

@Public()
@Controller()
export class CheckpointHealthController {
  constructor(@Inject(CheckpointAlarms) private readonly alarms: CheckpointAlarms) {}

  @Get('health/checkpoints')
  checkpoints(): CheckpointHealth {
    return { alarms: this.alarms.report() };
  }
}
