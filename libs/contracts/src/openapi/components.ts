import type { z } from 'zod';
import * as audit from '../http/audit.js';
import * as debit from '../http/debit.js';
import * as parking from '../http/parking.js';
import * as pos from '../http/pos.js';
import { chainPage, checkpointPage, entryPage } from '../http/routes/audit.js';
import { debtPage, postingPage } from '../http/routes/debit.js';
import { consumersView, okView } from '../http/routes/every-service.js';
import { deadLetterPage, parkedKeyPage } from '../http/routes/parking.js';
import { chargePage, givenAnswerPage } from '../http/routes/pos.js';
import { noticePage } from '../http/routes/sms.js';
import { serviceLevel } from '../http/service-level.js';
import * as sms from '../http/sms.js';
import { amount, balance } from '../primitives.js';
import { problem } from '../problems.js';
import { namedJsonSchemas, type JsonSchema } from './json-schema.js';
import * as examples from './examples.js';

interface Component {
  readonly schema: z.ZodType;
  readonly example: unknown;
}

const component = (schema: z.ZodType, example: unknown): Component => ({ schema, example });
const pageOf = (schema: z.ZodType, item: unknown) => component(schema, { items: [item], nextCursor: null });

/** The bodies of requests, by the names that the document uses. */
export const bodies: Readonly<Record<string, Component>> = {
  ShopCharge: component(pos.shopChargeBody, examples.shopCharge),
  TollPassage: component(pos.tollPassageBody, examples.tollPassage),
  PassageLine: component(pos.passageLine, { id: examples.key, ...examples.tollPassage }),
  NewAccount: component(debit.openAccountBody, examples.newAccount),
  Deposit: component(debit.depositBody, { amount: examples.amount }),
  NewCard: component(debit.issueCardBody, examples.newCard),
  CardChange: component(debit.changeCardBody, { status: 'blocked' }),
  VerificationRequest: component(audit.verificationBody, { chain: examples.entry.chain }),
  DeliveryReport: component(sms.deliveryReportForm, examples.deliveryReport),
  NoticeResolution: component(sms.noticeResolutionBody, {
    decision: 'send-again',
    reason: 'the holder has no text',
  }),
  Redrive: component(parking.redriveBody, {
    code: 'unknown-charge',
    dryRun: false,
    reason: 'release 42 knows it',
  }),
  Discard: component(parking.discardBody, {
    deadLetterId: examples.deadLetter.id,
    reason: 'written by mistake',
  }),
  InboundText: component(sms.inboundTextForm, examples.inboundText),
};

/** The bodies of answers. */
export const views: Readonly<Record<string, Component>> = {
  Charge: component(pos.chargeView, examples.charge),
  ChargePage: pageOf(chargePage, examples.charge),
  GivenAnswerPage: pageOf(givenAnswerPage, examples.givenAnswer),
  ServiceLevel: component(serviceLevel, examples.serviceLevel),
  PassageAnswer: component(pos.passageAnswer, { id: examples.key, status: 202, charge: examples.toll }),
  Account: component(debit.accountView, examples.account),
  Posting: component(debit.postingView, examples.posting),
  PostingPage: pageOf(postingPage, examples.posting),
  Card: component(debit.cardView, examples.card),
  Debt: component(debit.debtView, examples.debt),
  DebtPage: pageOf(debtPage, examples.debt),
  EntryPage: pageOf(entryPage, examples.entry),
  ChainPage: pageOf(chainPage, examples.chain),
  CheckpointPage: pageOf(checkpointPage, examples.checkpoint),
  Verification: component(audit.verification, examples.verification),
  CheckpointHealth: component(audit.checkpointHealth, examples.checkpointHealth),
  Notice: component(sms.noticeView, examples.notice),
  NoticePage: pageOf(noticePage, examples.notice),
  DeadLetterPage: pageOf(deadLetterPage, examples.deadLetter),
  DeadLetter: component(parking.deadLetterView, examples.deadLetter),
  WholeDeadLetter: component(parking.wholeDeadLetterView, examples.wholeDeadLetter),
  ParkedKeyPage: pageOf(parkedKeyPage, examples.parkedKey),
  Redriven: component(parking.redriveView, { dryRun: false, lines: [examples.redrivenQueue] }),
  Health: component(okView, { status: 'ok' }),
  ConsumerGroups: component(consumersView, examples.consumers),
  Problem: component(problem, examples.problem),
};

/** Schemas that both contain. */
const parts = { Amount: amount, Balance: balance };

const nameOf = new Map<z.ZodType, string>(
  Object.entries({ ...bodies, ...views }).map(([name, { schema }]) => [schema, name]),
);

/** The name of a schema. Undefined: it has none, because it is plain text. */
export const componentOf = (schema: z.ZodType): string | undefined => nameOf.get(schema);

const schemasOf = (components: Readonly<Record<string, Component>>) => ({
  ...Object.fromEntries(Object.entries(components).map(([name, { schema }]) => [name, schema])),
  ...parts,
});

/** `components.schemas`, in the order above, each with its example. */
export function componentSchemas(): Record<string, JsonSchema> {
  const uri = (name: string) => `#/components/schemas/${name}`;
  const all = {
    ...namedJsonSchemas(schemasOf(bodies), 'input', uri),
    ...namedJsonSchemas(schemasOf(views), 'output', uri),
  };
  const exampleOf = new Map(
    Object.entries({ ...bodies, ...views }).map(([name, { example }]) => [name, example]),
  );
  return Object.fromEntries(
    Object.entries(all).map(([name, schema]) => {
      const example = exampleOf.get(name);
      return [name, example === undefined ? schema : { ...schema, examples: [example] }];
    }),
  );
}
