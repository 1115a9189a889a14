import { Controller, Get, Inject, UseGuards } from '@nestjs/common';
import { Public } from '@peaje/chassis';
import type { BoardView } from '@peaje/contracts';
import { BoardKeys } from './board-keys.js';
import { DemoCards, type KnownCards } from './demo-cards.js';
import { Phone } from './phone.js';
import { SameOriginGuard } from './same-origin.guard.js';

/** Of a board that may not ask for them: later there are no more. */
const NONE: KnownCards = { cards: [], isComplete: true };

@Public()
@UseGuards(SameOriginGuard)
@Controller('v1/board')
export class BoardController {
  constructor(
    @Inject(BoardKeys) private readonly keys: BoardKeys,
    @Inject(DemoCards) private readonly cards: DemoCards,
    @Inject(Phone) private readonly phone: Phone,
  ) {}

  @Get()
  async board(): Promise<BoardView> {
    const may = {
      charge: this.keys.mayAct('till'),
      toll: this.keys.mayAct('gate'),
      operate: this.keys.mayAct('operator'),
      phone: this.phone.may(),
      read: this.keys.mayRead('own'),
    };
    const { cards, isComplete } = may.read.allowed ? await this.cards.known() : NONE;
    return { may, cards: [...cards], cardsComplete: isComplete };
  }
}
