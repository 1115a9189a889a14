import { seededCard } from './support/charges/cards.js';
import { itRefusesCardNumbers } from './support/hostile/card-numbers.js';
import { StrangeClients } from './support/hostile/http.js';
import type { Figures } from './support/hostile/setting.js';
import { itHasRoomBesideSlowCallers } from './support/hostile/slow-callers.js';
import { StatusCounts } from './support/hostile/statuses.js';

const figures: Figures = {};
const statuses = new StatusCounts();
beforeAll(() => statuses.start());
describe('pos', () => {
  const clients = new StrangeClients(seededCard(470), statuses, figures);
  clients.itAnswersEach();
  itHasRoomBesideSlowCallers(seededCard(471), statuses, figures);
  itRefusesCardNumbers(figures);
});
afterAll(() => process.stdout.write(JSON.stringify([figures, statuses.seen()])));
