import { declaredRoutes } from '@peaje/chassis';
import { contractedRoutes, sortedRoutes } from '@peaje/testing';
import { BoardModule } from './board.module.js';

it('no route without its contract, no contract without its route', () => {
  expect(sortedRoutes(declaredRoutes(BoardModule))).toEqual(contractedRoutes('board'));
});
