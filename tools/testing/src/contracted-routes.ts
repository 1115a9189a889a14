import { routes, type RouteContract } from '@peaje/contracts';

/** A route as its service declares it. */
export interface Declared {
  readonly method: string;
  readonly path: string;
  readonly allows: unknown;
}

/** The routes that a service must have, as its controllers must declare them; Twilio carries no key of ours. */
export const contractedRoutes = (service: RouteContract['service']): Declared[] =>
  sortedRoutes(
    routes
      .filter((route) => route.service === service)
      .map(({ method, path, allows }) => ({ method, path, allows: allows === 'twilio' ? 'public' : allows })),
  );

export const sortedRoutes = (list: readonly Declared[]): Declared[] =>
  [...list].sort((a, b) => (place(a) < place(b) ? -1 : 1));

const place = ({ method, path }: Declared): string => `${path} ${method}`;
