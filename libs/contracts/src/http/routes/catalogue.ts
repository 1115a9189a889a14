import type { RouteContract, ServiceName } from '../route.js';
import { auditRoutes } from './audit.js';
import { debitRoutes } from './debit.js';
import { everyServiceRoutes } from './every-service.js';
import { posRoutes } from './pos.js';
import { smsRoutes } from './sms.js';

/** Every route of the system. */
export const routes: readonly RouteContract[] = [
  ...posRoutes,
  ...debitRoutes,
  ...auditRoutes,
  ...smsRoutes,
  ...everyServiceRoutes,
];

export const serviceNames: readonly ServiceName[] = ['pos', 'debit', 'audit', 'sms'];

export const routesOf = (service: string): RouteContract[] =>
  routes.filter((route) => route.service === service || route.service === 'every');
