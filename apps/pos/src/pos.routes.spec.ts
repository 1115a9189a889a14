import { declaredRoutes } from '@peaje/chassis';
import { contractedRoutes, sortedRoutes } from '@peaje/testing';
import { PosModule } from './pos.module.js';

it('no route without its contract, no contract without its route', () => {
  expect(sortedRoutes(declaredRoutes(PosModule))).toEqual(contractedRoutes('pos'));
});
