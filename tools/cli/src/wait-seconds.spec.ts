import { DEFAULT_WAIT_SECONDS, LONGEST_WAIT_SECONDS, SHORTEST_WAIT_SECONDS } from '@peaje/contracts';
import { WAIT_SECONDS } from './wait-seconds.js';

it('the waits are those of the contract', () => {
  expect(WAIT_SECONDS).toEqual({
    shortest: SHORTEST_WAIT_SECONDS,
    usual: DEFAULT_WAIT_SECONDS,
    longest: LONGEST_WAIT_SECONDS,
  });
});
