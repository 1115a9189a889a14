import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '@peaje/chassis';

/** Until the board has its page, the pages of its routes. */
const LEADS_TO_DOCS = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Peaje board</title><meta http-equiv="refresh" content="0; url=/docs" /></head>
  <body><p>The routes of the board: <a href="/docs">/docs</a>. Its stream: <a href="/events">/events</a>.</p></body>
</html>
`;

@Public()
@Controller()
export class PageController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return LEADS_TO_DOCS;
  }
}
