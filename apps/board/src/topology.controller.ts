import { Controller, Get, UseGuards } from '@nestjs/common';
import { Public } from '@peaje/chassis';
import type { TopologyView } from '@peaje/contracts';
import { SameOriginGuard } from './same-origin.guard.js';
import { topology } from './topology.js';

@Public()
@UseGuards(SameOriginGuard)
@Controller('v1/topology')
export class TopologyController {
  @Get()
  topology(): TopologyView {
    return topology();
  }
}
