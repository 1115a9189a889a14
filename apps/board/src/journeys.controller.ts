import { Controller, Get, Inject, Param, UseGuards } from '@nestjs/common';
import { parseRequest, Public } from '@peaje/chassis';
import { chargeId, type JourneyView } from '@peaje/contracts';
import { z } from 'zod';
import { CollectJourney, noSuchCharge } from './journey-facts.js';
import { journey } from './journey.js';
import { SameOriginGuard } from './same-origin.guard.js';
import { Sight } from './sight.js';

const params = z.object({ id: chargeId });

@Public()
@UseGuards(SameOriginGuard)
@Controller('v1/journeys')
export class JourneysController {
  constructor(
    @Inject(CollectJourney) private readonly collect: CollectJourney,
    @Inject(Sight) private readonly sight: Sight,
  ) {}

  @Get(':id')
  async journey(@Param('id') text: string): Promise<JourneyView> {
    const { id } = parseRequest(params, { id: text });
    const view = journey(await this.collect.of(id.toLowerCase()));
    if (this.sight.isOfBank || (view.charge && this.sight.seesChargesOf(view.charge.merchantId))) return view;
    throw noSuchCharge();
  }
}
