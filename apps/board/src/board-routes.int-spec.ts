import type { JourneyView, RecordView, TopologyView } from '@peaje/contracts';
import { eventually } from '@peaje/testing';
import { charge, runningBoard, type RunningBoard } from './running-board.builders.js';

let board: RunningBoard;
runningBoard((running) => {
  board = running;
});

it('shows one record with its contents, and the journey of its charge', async () => {
  const listener = await board.reading();
  const id = await charge();
  await listener.until('it is told', () => expect(listener.recordsOf(id)).toHaveLength(2));
  const { topic, partition, offset } = listener.recordsOf(id).find((one) => one.topic === 'charges.decided')!;
  const record = await board.get<RecordView>(`/v1/records/${topic}:${partition}:${offset}`);
  expect(record).toMatchObject({
    status: 200,
    body: {
      topic,
      partition,
      offset,
      undecodable: null,
      headers: { ce_subject: id },
      value: { chargeId: id },
    },
  });
  expect((await board.get(`/v1/records/${topic}:${partition}:999999999`)).status).toBe(404);

  await eventually(
    'every place knows of it',
    async () => {
      const { body } = await board.get<JourneyView>(`/v1/journeys/${id}`);
      const steps = body.steps.map(({ step }) => step);
      expect(steps.sort()).toEqual(
        [
          ...['stored', 'published', 'decided', 'outcome-published', 'caller-answered'],
          ...['entered', 'entered', 'text'],
        ].sort(),
      );
      expect(body).toMatchObject({ charge: { status: 'approved' }, silent: [], unread: [] });
    },
    60_000,
  );
  expect((await board.get(`/v1/journeys/${crypto.randomUUID()}`)).status).toBe(404);
}, 120_000);

it('draws the data flow from the contracts', async () => {
  const { body } = await board.get<TopologyView>('/v1/topology');
  const topic = body.topics.find(({ name }) => name === 'charges.requested');
  expect(topic).toMatchObject({ writers: ['pos'], groups: ['debit', 'audit'], personal: false });
  expect(body.groups.find(({ name }) => name === 'pos-passages')?.service).toBe('pos');
});

it('answers no page of another origin, and no more listeners than it may', async () => {
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'http://evil.example' },
  ];
  for (const headers of foreign) expect((await board.get('/v1/topology', headers)).status).toBe(403);
  await board.reading();
  const others = [board.listen(), board.listen()];
  for (const one of others) await one.until('it listens', () => expect(one.events.length).toBeGreaterThan(0));
  expect(await board.get('/events')).toMatchObject({ status: 503, body: { code: 'not-ready' } });
}, 60_000);
