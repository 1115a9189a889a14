import type { DemoCard } from '@peaje/stack/info';
import { formatAmount } from '../amount.js';
import { green, grey, lines, type Printable, red, text } from './printable.js';
import { table } from './table.js';

/** Pure. */
export const cardsText = (cards: readonly DemoCard[], width?: number): Printable =>
  lines([
    table(
      [
        { head: 'card' },
        { head: 'product', narrow: 'omit' },
        { head: 'deposit', align: 'right' },
        { head: 'a charge is', narrow: 'wrap' },
      ],
      cards.map(({ token, product, depositMinor, shows }) => [
        token,
        product,
        formatAmount({ value: String(depositMinor), currency: 'EUR' }),
        shows.startsWith('approved') ? green(shows) : red(shows),
      ]),
      width,
    ),
    '',
    grey(text`peaje charge --card ${cards[0]?.token ?? ''} --amount 19.90`),
  ]);
