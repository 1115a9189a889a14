import { Readable } from 'node:stream';
import { Body, Controller, HttpStatus, Inject, Post, Req, Res, StreamableFile } from '@nestjs/common';
import {
  Allow,
  ArrivedAt,
  CallerOf,
  idempotencyKeyOf,
  NdjsonBody,
  parseRequest,
  type Caller,
} from '@peaje/chassis';
import { DEFAULT_WAIT_SECONDS, tollPassageBody, type ChargeView } from '@peaje/contracts';
import { Deadline } from '@peaje/kernel';
import { PassToll } from '../charge/pass-toll.handler.js';
import { answer, type Reply } from './charge-answer.js';
import { GivenAnswers, noteAnswer } from './given-answers.js';
import { answers, linesOf } from './passage-lines.js';

const NDJSON = 'application/x-ndjson';

interface Request {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

@Allow('gate-operator')
@Controller('v1/toll-passages')
export class TollPassagesController {
  constructor(
    @Inject(PassToll) private readonly passToll: PassToll,
    @Inject(GivenAnswers) private readonly given: GivenAnswers,
  ) {}

  /** 202 as soon as the charge is safe: the car drives on. A file of passages: 200 and a line for each. */
  @Post()
  async create(
    @CallerOf() caller: Caller,
    @Req() request: Request,
    @ArrivedAt() arrivedAtMs: number,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChargeView | StreamableFile> {
    if (body instanceof NdjsonBody) {
      const lines = linesOf(body.text);
      reply.status(HttpStatus.OK);
      return new StreamableFile(Readable.from(answers(this.passToll, caller.id, lines)), { type: NDJSON });
    }
    const idempotencyKey = idempotencyKeyOf(request);
    const passage = {
      operatorId: caller.id,
      idempotencyKey,
      body: parseRequest(tollPassageBody, body),
      deadline: Deadline.after(DEFAULT_WAIT_SECONDS * 1_000, arrivedAtMs),
    };
    const accepted = await this.passToll.one(passage);
    noteAnswer(this.given, reply, accepted.charge, 'charge', arrivedAtMs);
    return answer(reply, accepted, HttpStatus.ACCEPTED);
  }
}
