import { declaredRoutes } from '@peaje/chassis';
import { contractedRoutes, sortedRoutes } from '@peaje/testing';
import { DebitModule } from './debit.module.js';

it('no route without its contract, no contract without its route', () => {
  expect(sortedRoutes(declaredRoutes(DebitModule))).toEqual(contractedRoutes('debit'));
});
