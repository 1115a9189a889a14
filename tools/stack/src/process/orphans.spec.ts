import { brokerMark, kindOf, serviceMark } from './orphans.js';

const root = '/home/ana/peaje/.peaje';

describe('finding the processes of a stack', () => {
  it('recognises services, brokers and the database by their command lines', () => {
    expect(kindOf(['node', 'apps/pos/dist/main.js', serviceMark(root)], root)).toBe('service');
    expect(kindOf(['java', brokerMark(root), '-Xmx256m', 'kafka.Kafka', 'x.properties'], root)).toBe(
      'broker',
    );
    expect(kindOf(['/m/bin/postgres', '-D', `${root}/data/postgres`, '-c', 'port=1'], root)).toBe('postgres');
  });

  it('ignores other stacks, also one in a folder with the same beginning', () => {
    const other = `${root}-2`;
    expect(kindOf(['node', 'apps/pos/dist/main.js', serviceMark(other)], root)).toBeNull();
    expect(kindOf(['java', brokerMark(other), 'kafka.Kafka'], root)).toBeNull();
    expect(kindOf(['postgres', '-D', `${other}/data/postgres`], root)).toBeNull();
  });

  it('ignores processes that only read files of the stack', () => {
    expect(kindOf(['tail', '-f', `${root}/logs/pos-1.log`], root)).toBeNull();
    expect(kindOf(['ls', `${root}/data/postgres`], root)).toBeNull();
    expect(kindOf(['postgres: checkpointer'], root)).toBeNull();
  });

  it('recognises a command line that the system shows as one string, with blanks in the path', () => {
    const blank = '/home/ana/my projects/.peaje';
    expect(kindOf(`node main.js ${serviceMark(blank)}`.split(' '), blank)).toBe('service');
  });
});
