import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** As large as the records of the arms. */
const RECORD_BYTES = 600;

interface Task {
  /** Of a broker: the tools come from the same jars, and run on the same Java. */
  readonly brokerPid: number;
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly records: number;
}

/** `kafka-producer-perf-test`, with the acknowledgements that Peaje asks for: records a second. */
export async function producePerSecond({ brokerPid, brokers, topic, records }: Task): Promise<number> {
  const output = await runTool(brokerPid, 'org.apache.kafka.tools.ProducerPerformance', [
    ...['--topic', topic, '--num-records', String(records), '--record-size', String(RECORD_BYTES)],
    ...['--throughput', '-1', '--command-property', `bootstrap.servers=${brokers.join(',')}`, 'acks=all'],
  ]);
  return Number(output.match(/[\d.]+(?= records\/sec)/g)?.at(-1));
}

/** `kafka-consumer-perf-test`: records a second without the time that joining the group takes. */
export async function consumePerSecond({ brokerPid, brokers, topic, records }: Task): Promise<number> {
  const output = await runTool(brokerPid, 'org.apache.kafka.tools.ConsumerPerformance', [
    ...['--topic', topic, '--num-records', String(records), '--bootstrap-server', brokers.join(',')],
  ]);
  const [head = '', values = ''] = output.trim().split('\n').slice(-2);
  const column = head.split(',').findIndex((name) => name.trim() === 'fetch.nMsg.sec');
  return Number(values.split(',')[column]);
}

async function runTool(brokerPid: number, main: string, args: readonly string[]): Promise<string> {
  const command = readFileSync(`/proc/${brokerPid}/cmdline`, 'utf8').split('\0');
  const classPath = command[command.indexOf('-cp') + 1]!;
  const java = ['-Xmx256m', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', '-cp', classPath, main];
  const { stdout } = await promisify(execFile)(command[0]!, [...java, ...args], { maxBuffer: 2 ** 24 });
  return stdout;
}
