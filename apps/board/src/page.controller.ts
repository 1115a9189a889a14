import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { Public } from '@peaje/chassis';
import { Refusal } from '@peaje/kernel';
import { pageFile } from './page-files.js';

interface Reply {
  headers(values: Readonly<Record<string, string>>): unknown;
}

/** Its own files and nothing else; styles that libraries set on elements; in no frame. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
/** The name of an asset changes with its content. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const VIEWS = ['/', 'charges/:id', 'kafka', 'kafka/dead-letters', 'kafka/records/:id', 'log'];

/** The page, for everyone who has a link to one of its views. It has no data: those are asked for by the page itself. */
@Public()
@Controller()
export class PageController {
  @Get(VIEWS)
  view(
    @Headers('accept-encoding') encodings: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Buffer> {
    reply.headers({ 'content-security-policy': POLICY, 'referrer-policy': 'same-origin' });
    return send(reply, 'index.html', encodings, 'no-cache');
  }

  @Get('favicon.svg')
  icon(@Res({ passthrough: true }) reply: Reply): Promise<Buffer> {
    return send(reply, 'favicon.svg', undefined, 'max-age=3600');
  }

  @Get('assets/:file')
  asset(
    @Param('file') name: string,
    @Headers('accept-encoding') encodings: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Buffer> {
    return send(reply, `assets/${name}`, encodings, FOR_EVER);
  }
}

async function send(
  reply: Reply,
  name: string,
  encodings: string | undefined,
  caching: string,
): Promise<Buffer> {
  const file = await pageFile(name, encodings);
  if (!file)
    throw new Refusal('not-found', {
      detail: 'the page has no such file; when none is there, build it: npx nx run @peaje/board-web:build',
    });
  reply.headers({ ...file.headers, 'cache-control': caching });
  return file.bytes;
}
