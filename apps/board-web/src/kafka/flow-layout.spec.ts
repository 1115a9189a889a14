import type { TopologyView } from '@peaje/contracts';
import { BOX, flowOf } from './flow-layout.js';

const topic = (name: string, writers: string[], groups: string[]): TopologyView['topics'][number] => ({
  name,
  key: 'accountId',
  cleanup: 'keep',
  types: [],
  writers,
  groups,
  personal: false,
  deadLetterTopics: [],
});

const topology: TopologyView = {
  topics: [topic('charges.requested', ['pos'], ['debit']), topic('charges.decided', ['debit'], ['pos'])],
  groups: [
    { name: 'debit', service: 'debit', topics: ['charges.requested'] },
    { name: 'pos', service: 'pos', topics: ['charges.decided'] },
  ],
  services: [
    { name: 'debit', writes: ['charges.decided'], groups: ['debit'] },
    { name: 'pos', writes: ['charges.requested'], groups: ['pos'] },
  ],
};

describe('the data flow', () => {
  it('goes from writers over topics to groups, from left to right', () => {
    const { boxes, arrows } = flowOf(topology);
    const at = (id: string) => boxes.find((box) => box.id === id)!.x;
    for (const { from, to } of arrows) expect(at(from)).toBeLessThan(at(to));
    expect(arrows.map(({ id }) => id)).toContain('writer:pos→topic:charges.requested');
    expect(boxes).toHaveLength(6);
  });

  it('shows a service of the generator by the group that it adds', () => {
    const groups = [...topology.groups, { name: 'loyalty', service: 'loyalty', topics: ['charges.decided'] }];
    const { arrows } = flowOf({ ...topology, groups });
    expect(arrows.map(({ id }) => id)).toContain('topic:charges.decided→group:loyalty');
  });

  it('puts no box over another', () => {
    const { boxes } = flowOf(topology);
    const topics = boxes.filter(({ kind }) => kind === 'topic').map(({ y }) => y);
    expect(Math.abs(topics[0]! - topics[1]!)).toBeGreaterThanOrEqual(BOX.topic.height);
  });
});
