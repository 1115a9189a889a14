import type { RouteContract, ServiceName } from '../route.js';
import { auditRoutes } from './audit.js';
import { debitRoutes } from './debit.js';
import { everyServiceRoutes } from './every-service.js';
import { parkingRoutes } from './parking.js';
import { posRoutes } from './pos.js';
import { smsRoutes } from './sms.js';

/** Every route of the system. */
export const routes: readonly RouteContract[] = [
  ...posRoutes,
  ...debitRoutes,
  ...auditRoutes,
  ...smsRoutes,
  ...parkingRoutes,
  ...everyServiceRoutes,
];

export const serviceNames: readonly ServiceName[] = ['pos', 'debit', 'audit', 'sms'];

/** audit keeps what it cannot read, flagged, and parks nothing. */
const parks = (service: string): boolean => service !== 'audit';

export const parkingServices: readonly ServiceName[] = serviceNames.filter(parks);

/** The services that have a route. */
export const servicesOf = ({ service }: RouteContract): ServiceName[] => {
  if (service === 'every') return [...serviceNames];
  return service === 'parking' ? [...parkingServices] : [service];
};

export const routesOf = (service: string): RouteContract[] =>
  routes.filter(
    (route) =>
      route.service === service ||
      route.service === 'every' ||
      (route.service === 'parking' && parks(service)),
  );
