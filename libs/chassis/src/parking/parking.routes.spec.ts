import { contractedRoutes, sortedRoutes } from '@peaje/testing';
import { declaredRoutes } from '../http/declared-routes.js';
import { NothingParkedModule, ParkingModule } from './parking.module.js';

it.each([ParkingModule, NothingParkedModule])('no route without its contract, and back: %p', (module) => {
  expect(sortedRoutes(declaredRoutes(module))).toEqual(contractedRoutes('consumers'));
});
