import { Controller, Get, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { Public } from '@peaje/chassis';
import { forwardedRoutes, type ForwardedRoute } from '@peaje/contracts';
import { Forwarder, type VisitorRequest } from './forwarder.js';
import { JsonWritesGuard } from './json-writes.guard.js';
import { SameOriginGuard } from './same-origin.guard.js';

interface Request extends Omit<VisitorRequest, 'query'> {
  readonly method: string;
  readonly url: string;
  readonly routeOptions: { readonly url?: string };
}

interface Reply {
  status(code: number): unknown;
  headers(values: Readonly<Record<string, string>>): unknown;
}

/** `/v1/charges/{id}` → `/v1/charges/:id` */
const routed = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');
const pathsOf = (method: ForwardedRoute['method']): string[] =>
  forwardedRoutes.filter((route) => route.method === method).map(({ path }) => routed(path));
const byAddress = new Map(forwardedRoutes.map((route) => [`${route.method} ${routed(route.path)}`, route]));

/** The table of `forwardedRoutes`, served. */
@Public()
@UseGuards(SameOriginGuard, JsonWritesGuard)
@Controller()
export class ForwardingController {
  constructor(@Inject(Forwarder) private readonly forwarder: Forwarder) {}

  @Get(pathsOf('GET'))
  read(@Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    return this.forward('GET', request, reply);
  }

  @Post(pathsOf('POST'))
  write(@Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    return this.forward('POST', request, reply);
  }

  private async forward(method: ForwardedRoute['method'], request: Request, reply: Reply): Promise<string> {
    const route = byAddress.get(`${method} ${request.routeOptions.url}`)!;
    const { params, headers, body, url } = request;
    const query = /\?.*$/s.exec(url)?.[0] ?? '';
    const answer = await this.forwarder.forward(route, { params, headers, body, query });
    reply.status(answer.status);
    reply.headers({ ...answer.headers, 'cache-control': 'no-store' });
    return answer.text;
  }
}
