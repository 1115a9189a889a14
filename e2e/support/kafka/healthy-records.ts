import { type ChargeView, encode, operationsPerformed } from '@peaje/contracts';
import { eventually } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn, passGate, settled } from '../charges/callers.js';
import { seededCard } from '../charges/cards.js';
import { entriesOf, noticesOf, textsTo } from '../services/downstream.js';
import { blockCard, denied, posKnowsCard, unblockCard } from '../services/holders.js';
import { caughtUp } from './groups.js';
import { endOffsets, recordsSince, type SeenRecord } from './log-reader.js';
import { writeAgain, writeChanged } from './log-writer.js';

const card = seededCard(341);
const blocked = seededCard(342);
const withNewPhone = seededCard(343);

const chargeApproved = async () => {
  const charge = chargeIn(await chargeAtTill({ token: card.token, amountMinor: 100 }));
  expect(charge.status).toBe('approved');
  return settled(charge.id, 'shop');
};

const passageApproved = async () => {
  const answer = await passGate({ token: card.token, amountMinor: 100 });
  const charge = await settled(chargeIn(answer).id, 'toll');
  expect(charge.status).toBe('approved');
  return charge;
};

/** The last record of this topic that an action makes the services write. */
async function recordOf(topic: string, action: () => Promise<unknown>): Promise<SeenRecord> {
  const before = await endOffsets();
  await action();
  return eventually(`a service writes to ${topic}`, async () => {
    const found = (await recordsSince(before)).findLast((record) => record.topic === topic);
    expect(found).toBeDefined();
    return found!;
  });
}

/** A healthy record of each topic. */
export const healthy: Readonly<Record<string, () => Promise<SeenRecord>>> = {
  'charges.requested': () => recordOf('charges.requested', chargeApproved),
  'charges.decided': () => recordOf('charges.decided', chargeApproved),
  'passages.requested': () => recordOf('passages.requested', passageApproved),
  'passages.decided': () => recordOf('passages.decided', passageApproved),
  cards: () =>
    recordOf('cards', async () => {
      await blockCard(blocked.token);
      await unblockCard(blocked.token);
    }),
  holders: async () => {
    const fromTheFirst = new Map([...(await endOffsets()), ['holders', new Map()] as const]);
    return (await recordsSince(fromTheFirst)).findLast(({ key }) => key === withNewPhone.accountId)!;
  },
  'operations.performed': () =>
    recordOf('operations.performed', async () => {
      const details = { by: 'hand' };
      const { key, value, headers } = encode(operationsPerformed, {
        id: 'poison-1',
        type: 'peaje.operation.performed.v1',
        source: '/e2e',
        subject: 'poison',
        time: new Date().toISOString(),
        data: {
          group: 'e2e',
          operation: 'poison',
          operator: 'e2e',
          reason: 'to test',
          details,
          performedAt: new Date().toISOString(),
        },
      });
      const raw = {
        key: Buffer.from(key),
        value: Buffer.from(value),
        headers: { ...headers },
        timestamp: '',
      };
      await writeAgain([{ topic: 'operations.performed', partition: 0, raw } as SeenRecord]);
    }),
};

async function everywhere({ id }: ChargeView): Promise<void> {
  await eventually('sms has the notice', async () => expect(await noticesOf(id)).toHaveLength(1));
  await eventually('audit has both records', async () => expect(await entriesOf(id)).toHaveLength(2));
}

/** Writes the next record of the partition, and waits until the services have handled it. */
export const handleNext: Readonly<Record<string, (record: SeenRecord) => Promise<unknown>>> = {
  'charges.requested': chargeApproved,
  'charges.decided': async () => everywhere(await chargeApproved()),
  'passages.requested': passageApproved,
  'passages.decided': async () => everywhere(await passageApproved()),
  cards: async () => {
    const before = await endOffsets();
    await blockCard(blocked.token);
    await posKnowsCard(blocked.token, before);
    await denied(blocked.token);
    await unblockCard(blocked.token);
  },
  holders: async (record) => {
    // A newer version than any earlier run wrote, and a phone number that none of them texted.
    const version = Math.floor(Date.now() / 1_000);
    const phone = `+346${String(version).slice(-8)}`;
    await writeChanged(record, (data) => ({ ...data, phone, version }));
    await caughtUp('sms', 'holders');
    expect((await chargeAtTill({ token: withNewPhone.token, amountMinor: 100 })).status).toBe(201);
    await eventually('the new phone has a text', async () => expect(await textsTo(phone)).toHaveLength(1));
  },
  'operations.performed': (record) => writeAgain([record]),
};
