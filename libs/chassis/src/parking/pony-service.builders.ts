import { Controller, Inject, Module } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { deadLetterTopic, defineTopic, encodeEvent } from '@peaje/contracts';
import { ConsumeBatch, OnDiscard, outgoing, type Batch, type Outgoing } from '@peaje/messaging';
import { z } from 'zod';
import { ParkingModule } from './parking.module.js';

/** For specs: a service that hears of ponies, and does with each what the spec says. */

const run = crypto.randomUUID().slice(0, 8);
export const GROUP = `ponies-${run}`;
const pony = z.object({ name: z.string(), step: z.int() });
const topicOfPonies = (name: string) =>
  defineTopic({
    name: `${name}-${run}`,
    cleanup: 'keep',
    groups: [GROUP],
    events: { 'test.pony.trotted.v1': pony, 'test.pony.fell.v1': pony },
    writers: [],
    key: 'name',
  });
export const trotted = topicOfPonies('trotted');
export const echoed = topicOfPonies('echoed');
export const DEAD = deadLetterTopic(trotted.name, GROUP);

export type Trot = Batch<typeof trotted>[number];

/** What the handler has handled, and what it does with a pony before it does. */
export class Stable {
  seen: Trot[] = [];
  discarded: Trot[] = [];
  onTrot: (trot: Trot) => void | Promise<void> = () => undefined;

  stepsOf = (name: string): number[] =>
    this.seen.filter(({ event }) => event.data.name === name).map(({ event }) => event.data.step);
}

@Controller()
class PoniesConsumer {
  constructor(@Inject(Stable) private readonly stable: Stable) {}

  @ConsumeBatch([trotted], { group: GROUP })
  async onTrotted(@Payload() batch: Batch<typeof trotted>): Promise<Outgoing[]> {
    for (const trot of batch) await this.stable.onTrot(trot);
    this.stable.seen.push(...batch);
    return batch.map(({ event, partition }) =>
      outgoing(echoed, partition, { ...event, id: `${event.id}.echo` }),
    );
  }

  @OnDiscard(trotted, ['test.pony.trotted.v1'])
  async onDiscard(@Payload() trot: Trot): Promise<Outgoing[]> {
    await this.stable.onTrot(trot);
    this.stable.discarded.push(trot);
    const { event, partition } = trot;
    return [outgoing(echoed, partition, { ...event, id: `${event.id}.discarded` })];
  }
}

@Module({ imports: [ParkingModule], controllers: [PoniesConsumer], providers: [Stable] })
export class PoniesModule {}

export const message = (name: string, step: number, type: 'trotted' | 'fell' = 'trotted') => ({
  key: name,
  ...encodeEvent({
    id: `${name}.${step}`,
    type: `test.pony.${type}.v1`,
    source: '/test',
    subject: name,
    time: '2026-11-22T10:00:00.000Z',
    data: { name, step },
  }),
});
