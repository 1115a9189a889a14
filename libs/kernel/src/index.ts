export { jsonOrText, textOf } from './bytes.js';
export { identifierLooksLikeCardNumber, looksLikeCardNumber } from './card-number.js';
export { Clock, ClockReading, nearestTime, recordTime, SystemClock } from './clock.js';
export { Deadline } from './deadline.js';
export { escaped } from './escaped.js';
export { exactInt, parseExactly, reviveExactly } from './exact-numbers.js';
export {
  ConflictError,
  isNothingStored,
  nothingStored,
  PermanentError,
  Refusal,
  unreachable,
} from './errors.js';
export { fingerprintOf, isUuid, lowestIdOf, newId, UUID } from './identity.js';
export { keepNewest } from './keep-newest.js';
export { CURRENCIES, MAX_AMOUNT_MINOR, minorOf, money, type Currency, type Money } from './money.js';
export { OneAtATime } from './one-at-a-time.js';
export { within } from './within.js';
