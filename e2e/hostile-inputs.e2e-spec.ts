import { seededCard, seededCards } from './support/charges/cards.js';
import { StrangeClients } from './support/hostile/http.js';
import { type Figures, SettledCharges } from './support/hostile/setting.js';
import { StatusCounts } from './support/hostile/statuses.js';

const figures: Figures = {};
const statuses = new StatusCounts();

describe('pos', () => {
  const clients = new StrangeClients(seededCard(470), statuses, figures);
  clients.itAnswersEach();
  clients.itDoesWhatItCanOfPreferences();
  clients.itCancelsWithoutABody();
  clients.itNamesTheMethodsOfEachPath();
});
afterAll(() => console.log(figures, statuses.seen()));
