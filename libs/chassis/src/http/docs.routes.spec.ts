import { contractedRoutes, sortedRoutes } from '@peaje/testing';
import { routesOfController } from './declared-routes.js';
import { DocsController } from './docs.controller.js';
import { EntranceController } from './entrance.controller.js';
import { HealthController } from '../health/health.controller.js';

it('what every service has is what the contract says that it has', () => {
  const declared = [HealthController, DocsController, EntranceController].flatMap(routesOfController);

  expect(sortedRoutes(declared)).toEqual(contractedRoutes('every'));
});
