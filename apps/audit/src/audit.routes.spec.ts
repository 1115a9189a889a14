import { declaredRoutes } from '@peaje/chassis';
import { contractedRoutes, sortedRoutes } from '@peaje/testing';
import { AuditModule } from './audit.module.js';

it('no route without its contract, no contract without its route', () => {
  expect(sortedRoutes(declaredRoutes(AuditModule))).toEqual(contractedRoutes('audit'));
});
