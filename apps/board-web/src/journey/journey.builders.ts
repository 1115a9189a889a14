import type { JourneyStep, JourneyView } from '@peaje/contracts';

const CHARGE_ID = '01a204ef-4271-7bb5-9de3-dfcc51258005';
const START_MS = Date.parse('2026-11-27T20:25:18.706Z');

export const at = (ms: number): string => new Date(START_MS + ms).toISOString();
export const requested = { topic: 'charges.requested', partition: 2, offset: '118' };
const decided = { topic: 'charges.decided', partition: 2, offset: '117' };

export const stored: JourneyStep = { step: 'stored', by: 'pos', time: at(0), again: 0 };
export const published: JourneyStep = {
  ...{ step: 'published', by: 'kafka', time: at(5), again: 0 },
  ...{ type: 'peaje.charge.requested.v1', record: requested },
};
const approved: JourneyStep = {
  ...{ step: 'decided', by: 'debit', time: at(12), again: 0 },
  ...{ outcome: 'approved', reason: null },
};
const outcome: JourneyStep = {
  ...{ step: 'outcome-published', by: 'kafka', time: at(20), again: 0 },
  ...{ type: 'peaje.charge.approved.v1', record: decided },
};
export const answered: JourneyStep = {
  ...{ step: 'caller-answered', by: 'pos', time: at(31), again: 0 },
  ...{ status: 'approved', afterMs: 33, httpStatus: 201, request: 'charge' },
};
export const entered = (record: typeof requested): JourneyStep => ({
  ...{ step: 'entered', by: 'audit', time: null, again: 0 },
  ...{ chain: `${record.topic}/${record.partition}`, seq: 7, hash: 'ab'.repeat(32), record },
});
export const text: JourneyStep = {
  ...{ step: 'text', by: 'sms', time: at(95), again: 0 },
  ...{ template: 'approved', status: 'delivered', to: '+34******001' },
};

/** A purchase that is done, as the board tells it: in order of time, steps without a time last. */
export const aPurchase = (changes: Partial<JourneyView> = {}): JourneyView => ({
  chargeId: CHARGE_ID,
  charge: {
    ...{ kind: 'shop', merchantId: 'm_corner_shop', status: 'approved', ledger: 'debited' },
    amount: { value: '1990', currency: 'EUR' },
  },
  steps: [stored, published, approved, outcome, answered, text, entered(requested), entered(decided)],
  silent: [],
  unread: [],
  ...changes,
});

/** A passage: the gate is answered as soon as it is stored. */
export const aPassage = (changes: Partial<JourneyView> = {}): JourneyView => {
  const { charge, steps, ...rest } = aPurchase();
  const atOnce: JourneyStep = {
    ...{ step: 'caller-answered', by: 'pos', time: at(6), again: 0 },
    ...{ status: 'pending', afterMs: 6, httpStatus: 202, request: 'charge' },
  };
  return {
    ...rest,
    charge: { ...charge!, kind: 'toll', merchantId: 'm_toll_road' },
    steps: steps.map((step) => (step.step === 'caller-answered' ? atOnce : step)),
    ...changes,
  };
};
