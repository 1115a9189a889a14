import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { readStack } from '@peaje/testing/outside';

/** `kafka-topics.sh` with these arguments, of the jars and on the Java that a broker of the stack runs on. */
export async function kafkaTopics(...args: readonly string[]): Promise<string> {
  const { brokers, nodes } = readStack().kafka;
  const command = readFileSync(`/proc/${nodes[0]!.pid}/cmdline`, 'utf8').split('\0');
  const classPath = command[command.indexOf('-cp') + 1]!;
  const tool = ['-XX:TieredStopAtLevel=1', '-cp', classPath, 'org.apache.kafka.tools.TopicCommand'];
  const { stdout } = await promisify(execFile)(command[0]!, [
    ...tool,
    ...['--bootstrap-server', brokers.join(',')],
    ...args,
  ]);
  return stdout;
}
