import type { IncomingHttpHeaders } from 'node:http';
import type { ModulesContainer } from '@nestjs/core';
import type { ApiKeys, Caller } from '../config/api-keys.js';
import { forbidden, unauthenticated } from './access-refusals.js';
import { routesOfController, type DeclaredRoute } from './declared-routes.js';

/** RFC 9110 §11.4: a scheme in any case, blanks, one token. */
const BEARER = /^bearer +([\w~+/.-]+=*)$/i;

interface Asking {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly routeOptions: { readonly url?: string | undefined };
}

/** Judges a caller by its key and the route, before its body is read. A route that names no role is for nobody. */
export class RouteAccess {
  private readonly allows = new Map<string, DeclaredRoute['allows']>();

  constructor(private readonly keys: ApiKeys) {}

  /** What the controllers of an application say. */
  learn(modules: ModulesContainer): void {
    const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
    for (const { metatype } of controllers) {
      if (typeof metatype !== 'function') continue;
      const routes = routesOfController(metatype as Parameters<typeof routesOfController>[0]);
      for (const { method, path, allows } of routes) this.allows.set(`${method} ${path}`, allows);
    }
  }

  /** Undefined: the route is public. @throws Refusal unauthenticated, forbidden */
  callerOf({ method, headers, routeOptions: { url = '' } }: Asking): Caller | undefined {
    const path = url.replaceAll(/:(\w+)/g, '{$1}');
    const allowed = this.allows.get(`${method === 'HEAD' ? 'GET' : method} ${path}`);
    if (allowed === 'public') return undefined;
    const key = BEARER.exec(headers.authorization ?? '')?.[1];
    const caller = key === undefined ? undefined : this.keys.find(key);
    if (!caller) throw unauthenticated();
    if (!allowed?.includes(caller.role)) throw forbidden(caller);
    return caller;
  }
}
