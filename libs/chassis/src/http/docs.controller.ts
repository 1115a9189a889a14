import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import { openApiOf } from '@peaje/contracts';
import { Refusal } from '@peaje/kernel';
import { Public } from './api-key.guard.js';
import { problemPage } from './problem-page.js';

/** The name of the service that this process is. */
export const SERVICE = Symbol('service');

/** Swagger UI, as it comes from its package: the page needs nothing from elsewhere. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

const HTML = 'text/html; charset=utf-8';

/** The service's part of the contract, for people and for programs; nothing of it is loaded before it is asked for. */
@Public()
@Controller()
export class DocsController {
  private document: object | undefined;

  constructor(@Inject(SERVICE) private readonly service: string) {}

  @Get('problems/:code')
  @Header('content-type', HTML)
  problem(@Param('code') code: string): string {
    const page = problemPage(code);
    if (page === null)
      throw new Refusal('not-found', {
        detail: 'no problem has this code; GET /docs lists those of each route',
      });
    return page;
  }

  @Get('docs')
  @Header('content-type', HTML)
  page(): string {
    return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Peaje ${this.service}</title>
  <link rel="stylesheet" href="/docs/swagger-ui.css" /></head>
  <body><div id="docs"></div><script src="/docs/swagger-ui-bundle.js"></script>
  <script>SwaggerUIBundle({ url: '/docs/openapi.json', dom_id: '#docs' });</script></body>
</html>
`;
  }

  @Get('docs/openapi.json')
  openApi(): object {
    return (this.document ??= openApiOf(this.service));
  }

  @Get('docs/:asset')
  async asset(
    @Param('asset') name: string,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ): Promise<Buffer> {
    const type = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
    if (type === undefined) throw new Refusal('not-found', { detail: 'GET /docs is the page' });
    const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
    const file = await readFile(join(folder, name));
    reply.header('content-type', type);
    return file;
  }
}
