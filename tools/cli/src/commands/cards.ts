import { demoCards } from '@peaje/stack/info';
import { commandWithoutStack } from '../command.js';
import { cardsText } from '../render/cards.js';

export const cardsCommand = commandWithoutStack({
  usage: 'cards',
  options: (cli) => cli.example('$0 cards', 'then charge one: peaje charge --card card_poor --amount 9.00'),
  run: async ({ terminal }, { json }) => {
    const cards = demoCards();
    await (json ? terminal.printJson(cards) : terminal.print(cardsText(cards, terminal.width)));
  },
});
