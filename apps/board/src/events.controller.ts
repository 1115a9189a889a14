import { Controller, Get, Header, Headers, Inject, StreamableFile, UseGuards } from '@nestjs/common';
import { Public } from '@peaje/chassis';
import { Feed } from './feed.js';
import { SameOriginGuard } from './same-origin.guard.js';

@Public()
@UseGuards(SameOriginGuard)
@Controller('events')
export class EventsController {
  constructor(@Inject(Feed) private readonly feed: Feed) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Header('x-accel-buffering', 'no')
  listen(@Headers('last-event-id') lastEventId?: string): StreamableFile {
    return new StreamableFile(this.feed.listen(lastEventId), { type: 'text/event-stream' });
  }
}
