import { declaredRoutes } from '@peaje/chassis';
import { contractedRoutes, sortedRoutes } from '@peaje/testing';
import { SmsModule } from './sms.module.js';

it('no route without its contract, no contract without its route', () => {
  expect(sortedRoutes(declaredRoutes(SmsModule))).toEqual(contractedRoutes('sms'));
});
