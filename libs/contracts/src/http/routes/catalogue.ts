import type { RouteContract, ServiceName } from '../route.js';
import { auditRoutes } from './audit.js';
import { boardRoutes } from './board.js';
import { debitRoutes } from './debit.js';
import { everyServiceRoutes } from './every-service.js';
import { boardForwardedRoutes } from './forwarded.js';
import { parkingRoutes } from './parking.js';
import { posRoutes } from './pos.js';
import { reconciliationRoutes } from './reconciliation.js';
import { smsRoutes } from './sms.js';

/** Every route of the system. */
export const routes: readonly RouteContract[] = [
  ...posRoutes,
  ...debitRoutes,
  ...auditRoutes,
  ...smsRoutes,
  ...boardRoutes,
  ...boardForwardedRoutes,
  ...reconciliationRoutes,
  ...parkingRoutes,
  ...everyServiceRoutes,
];

/** The services that read topics in groups of their own, and store what they read. */
export const serviceNames: readonly ServiceName[] = ['pos', 'debit', 'audit', 'sms'];

/** Every service that answers HTTP. The board shows what the others do, and stores nothing. */
export const httpServices: readonly ServiceName[] = [...serviceNames, 'board'];

/** audit records unreadable records too and parks none: its lists are empty. */
export const parkingServices: readonly ServiceName[] = serviceNames.filter((name) => name !== 'audit');

/** The services that have a route. */
export function servicesOf({ service, except }: RouteContract): readonly ServiceName[] {
  if (service === 'every') return httpServices.filter((name) => name !== except);
  return service === 'consumers' ? serviceNames : [service];
}

/** A service that is not of this table, one of `nx g consumer` for example, reads topics as well. */
export const routesOf = (service: string): RouteContract[] =>
  routes.filter(
    (route) =>
      route.service === service ||
      (route.service === 'every' && route.except !== service) ||
      (route.service === 'consumers' && service !== 'board'),
  );
