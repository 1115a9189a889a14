import type { RouteContract, ServiceName } from '../route.js';
import { auditRoutes } from './audit.js';
import { debitRoutes } from './debit.js';
import { everyServiceRoutes } from './every-service.js';
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
  ...reconciliationRoutes,
  ...parkingRoutes,
  ...everyServiceRoutes,
];

export const serviceNames: readonly ServiceName[] = ['pos', 'debit', 'audit', 'sms'];

/** audit records unreadable records too and parks none: its lists are empty. */
export const parkingServices: readonly ServiceName[] = serviceNames.filter((name) => name !== 'audit');

const isShared = ({ service }: RouteContract): boolean => service === 'every' || service === 'consumers';

/** The services that have a route. */
export const servicesOf = (route: RouteContract): ServiceName[] =>
  isShared(route) ? [...serviceNames] : [route.service as ServiceName];

export const routesOf = (service: string): RouteContract[] =>
  routes.filter((route) => route.service === service || isShared(route));
