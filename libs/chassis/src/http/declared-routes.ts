import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { MODULE_METADATA, METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import type { Role } from '@peaje/contracts';
import { ALLOWED } from './api-key.guard.js';

export interface DeclaredRoute {
  readonly method: string;
  /** As the contracts write it: `/v1/charges/{id}`. */
  readonly path: string;
  readonly allows: readonly Role[] | 'public' | undefined;
}

/** What the controllers of a module say that they serve. */
export const declaredRoutes = (module: Type): DeclaredRoute[] =>
  ((Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, module) ?? []) as Type[]).flatMap(routesOfController);

export function routesOfController(controller: Type): DeclaredRoute[] {
  const prefix = Reflect.getMetadata(PATH_METADATA, controller) as string | undefined;
  const handlers = Object.getOwnPropertyNames(controller.prototype).map(
    (name) => Object.getOwnPropertyDescriptor(controller.prototype, name)?.value as object | undefined,
  );
  return handlers.flatMap((handler) => {
    if (typeof handler !== 'function') return [];
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const paths = [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat();
    const allows = (Reflect.getMetadata(ALLOWED, handler) ?? Reflect.getMetadata(ALLOWED, controller)) as
      DeclaredRoute['allows'] | undefined;
    return paths.map((path) => ({ method: RequestMethod[method], path: contractPath(prefix, path), allows }));
  });
}

const contractPath = (...parts: (string | undefined)[]): string =>
  `/${parts
    .flatMap((part) => (part ?? '').split('/'))
    .filter(Boolean)
    .join('/')}`.replaceAll(/:(\w+)/g, '{$1}');
