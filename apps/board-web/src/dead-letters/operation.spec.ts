import type { RedriveView } from '@peaje/contracts';
import { discardTold, isRedrivenAlone, redriveOf, redriveTold, wouldRedrive } from './operation.js';

const letter = {
  id: 'charges.requested-2-118',
  topic: 'charges.requested',
  key: 'acc_1',
  line: 'head' as const,
};
const line = { topic: letter.topic, partition: 2, key: 'acc_1', redriven: 0, left: 0, stoppedBy: null };
const result = (...lines: Partial<RedriveView['lines'][number]>[]): RedriveView => ({
  dryRun: false,
  lines: lines.map((one) => ({ ...line, ...one })),
});
const keysOf = (view: RedriveView) => redriveTold(view).told.map(({ key, values }) => [key, values]);

it('redrives the whole queue of a key, and a record whose key is not trusted alone', () => {
  expect(redriveOf(letter, 'why', true)).toEqual({
    ...{ topic: 'charges.requested', key: 'acc_1', reason: 'why', dryRun: true },
  });
  const alone = { deadLetterId: letter.id, reason: 'why', dryRun: false };
  expect(redriveOf({ ...letter, line: 'none' }, 'why', false)).toEqual(alone);
  expect(redriveOf({ ...letter, key: null }, 'why', false)).toEqual(alone);
  expect([letter, { ...letter, key: null }].map(isRedrivenAlone)).toEqual([false, true]);
});

it('a dry run says how many records would be redriven', () => {
  expect(wouldRedrive(result({ left: 2 }, { left: 1 }))).toBe(3);
});

it('says that all is handled', () => {
  expect(redriveTold(result({ redriven: 3 })).tone).toBe('good');
  expect(keysOf(result({ redriven: 3 }))).toEqual([['done.redriven', { count: 3 }]]);
});

it('says which record stopped it, and whether that is an outage', () => {
  const stoppedBy = { deadLetterId: letter.id, code: 'fingerprint-mismatch', attempts: 4, outage: false };
  const stopped = ['done.stopped', { id: letter.id, code: 'fingerprint-mismatch' }];
  expect(keysOf(result({ left: 2, stoppedBy }))).toEqual([
    ['done.redriven', { count: 0 }],
    ['done.left', { count: 2 }],
    stopped,
  ]);
  expect(redriveTold(result({ left: 2, stoppedBy })).tone).toBe('warn');
  expect(keysOf(result({ left: 2, stoppedBy: { ...stoppedBy, outage: true } })).slice(2)).toEqual([
    stopped,
    ['done.outage', {}],
  ]);
});

it('says that it has to be redriven again when the time was over', () => {
  expect(keysOf(result({ redriven: 9, left: 2 })).at(-1)).toEqual(['done.unfinished', {}]);
});

it('says that those behind a discarded record can be redriven', () => {
  expect(discardTold(letter.id, 0).told.map(({ key }) => key)).toEqual(['done.discarded']);
  expect(discardTold(letter.id, 1).told.map(({ key }) => key)).toEqual(['done.discarded', 'done.next']);
});
