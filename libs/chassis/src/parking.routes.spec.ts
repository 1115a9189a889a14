import { contractedRoutes, sortedRoutes } from '@peaje/testing';
import { declaredRoutes } from './declared-routes.js';
import { ParkingModule } from './parking.module.js';

it('parking: no route without its contract, no contract without its route', () => {
  expect(sortedRoutes(declaredRoutes(ParkingModule))).toEqual(contractedRoutes('parking'));
});
