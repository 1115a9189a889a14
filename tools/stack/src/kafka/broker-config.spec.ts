import { brokerJvmArgs, renderBrokerConfig } from './broker-config.js';
import { renderMeta } from './broker-storage.js';

const three = [1, 2, 3].map((id) => ({ id, port: 19091 + id, controllerPort: 19094 + id }));
const settingsOf = (text: string): Map<string, string> =>
  new Map(
    text
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );

describe('the configuration of a broker', () => {
  it('keeps acknowledged records when one of three brokers is lost', () => {
    const settings = settingsOf(renderBrokerConfig(three[1]!, three, '/data/kafka-2'));
    expect(settings.get('default.replication.factor')).toBe('3');
    expect(settings.get('min.insync.replicas')).toBe('2');
    expect(settings.get('offsets.topic.replication.factor')).toBe('3');
    expect(settings.get('unclean.leader.election.enable')).toBe('false');
    expect(settings.get('auto.create.topics.enable')).toBe('false');
    expect(settings.get('offsets.retention.minutes')).toBe('525600');
  });

  it('sets no more replicas than brokers', () => {
    const settings = settingsOf(renderBrokerConfig(three[0]!, [three[0]!], '/data/kafka-1'));
    expect(settings.get('default.replication.factor')).toBe('1');
    expect(settings.get('min.insync.replicas')).toBe('1');
    expect(settings.get('transaction.state.log.min.isr')).toBe('1');
  });

  it('names all voters, and listens on 127.0.0.1 only', () => {
    const settings = settingsOf(renderBrokerConfig(three[2]!, three, '/data/kafka-3'));
    expect(settings.get('controller.quorum.voters')).toBe(
      '1@127.0.0.1:19095,2@127.0.0.1:19096,3@127.0.0.1:19097',
    );
    expect(settings.get('listeners')).toBe('PLAINTEXT://127.0.0.1:19094,CONTROLLER://127.0.0.1:19097');
    expect(settings.get('node.id')).toBe('3');
  });

  it('escapes the characters of a path that Java reads in another way', () => {
    const text = renderBrokerConfig(three[0]!, [three[0]!], '/home/peña/C:\\𝛼 [1]/kafka-1');
    expect(settingsOf(text).get('log.dirs')).toBe('/home/pe\\u00f1a/C:\\u005c\\ud835\\udefc [1]/kafka-1');
  });

  it('uses the class archive only when it exists', () => {
    expect(brokerJvmArgs('a.jar:b.jar', '/cache/x.jsa', 'fast')).toContain(
      '-XX:SharedArchiveFile=/cache/x.jsa',
    );
    expect(brokerJvmArgs('a.jar:b.jar', null, 'steady').join(' ')).not.toContain('SharedArchiveFile');
  });

  it('gives the copy of the formatted folder an id of its own', () => {
    expect(renderMeta(2, 'cluster', 'directory')).toBe(
      'cluster.id=cluster\ndirectory.id=directory\nnode.id=2\nversion=1\n',
    );
  });
});
