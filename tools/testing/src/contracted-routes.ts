import { routes, type RouteContract } from '@peaje/contracts';

/** A route as its service declares it. */
export interface Declared {
  readonly method: string;
  readonly path: string;
  readonly allows: unknown;
}

/** The routes that the controllers of a service must declare. Twilio's are public: Twilio sends no API key. */
export const contractedRoutes = (service: RouteContract['service']): Declared[] =>
  sortedRoutes(
    routes
      .filter((route) => route.service === service)
      .map(({ method, path, allows }) => ({ method, path, allows: allows === 'twilio' ? 'public' : allows })),
  );

export const sortedRoutes = (list: readonly Declared[]): Declared[] =>
  [...list].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));

const sortKey = ({ method, path }: Declared): string => `${path} ${method}`;
