import { deadLetterTopic, topics } from '../catalogue.js';
import type { TopicContract } from '../topic.js';
import { WRITTEN } from './written.js';

/** What the user of a service, of the same name, may do from anywhere: an ACL of Kafka. Read and Write include Describe. */
interface Permission {
  readonly service: string;
  readonly operation: 'Describe' | 'Read' | 'Write';
  readonly resource: 'group' | 'topic';
  readonly name: string;
  /** `prefixed`: whatever begins with the name. */
  readonly pattern: 'literal' | 'prefixed';
}

type Granted = Omit<Permission, 'service' | 'pattern'> & Partial<Permission>;

/** All that the services need of Kafka, and no more. Creating topics is the job of whoever deploys. */
function permissions(): Permission[] {
  const services = [...new Set(Object.values(WRITTEN).flatMap(({ by }) => by))].sort();
  return services.flatMap((service) => {
    const granted: Granted[] = [
      { operation: 'Read', resource: 'group', name: service },
      ...topics.flatMap((topic) => forTopic(service, topic)),
    ];
    return granted.map((one) => ({ service, pattern: 'literal', ...one }));
  });
}

function forTopic(service: string, { name, groups }: TopicContract): Granted[] {
  const writes = WRITTEN[name]!.by.includes(service);
  const granted: Granted[] = writes ? [{ operation: 'Write', resource: 'topic', name }] : [];
  if (groups.includes(service))
    granted.push(
      { operation: 'Read', resource: 'topic', name },
      { operation: 'Write', resource: 'topic', name: deadLetterTopic(name, service) },
    );
  // Nobody's group reads it: its writer does, each time in a group that is soon forgotten.
  else if (writes && groups.length === 0)
    granted.push(
      { operation: 'Read', resource: 'topic', name },
      { operation: 'Read', resource: 'group', name: `${service}.`, pattern: 'prefixed' },
    );
  // At its start each service counts the partitions of all topics.
  return granted.length > 0 ? granted : [{ operation: 'Describe', resource: 'topic', name }];
}

/** The same for Kafka's own tool. */
export const permissionsScript = (): string => `#!/bin/sh
# Made by \`npm run contracts\` from libs/contracts: change it there.
# Lets the Kafka users pos, debit and so on do what each service needs, and no more:
#   sh kafka-permissions.sh kafka:9093 admin.properties
# KAFKA_ACLS is Kafka's tool, kafka-acls.sh unless told. It adds only: what a service needs no more is taken away
# with --list and --remove.
set -eu
bootstrap=$1
config=\${2:-/dev/null}
allow() {
  user=$1 operation=$2
  shift 2
  "\${KAFKA_ACLS:-kafka-acls.sh}" --bootstrap-server "$bootstrap" --command-config "$config" \\
    --add --allow-principal "User:$user" --operation "$operation" "$@"
}

${[...commands()].map(([command, names]) => `${command} ${names.join(' ')}\n`).join('')}`;

/** What one call of the tool can say at once: same user, same operation, same kind of name. */
function commands(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { service, operation, resource, name, pattern } of permissions()) {
    const command = `allow ${service} ${operation} --resource-pattern-type ${pattern}`;
    found.set(command, [...(found.get(command) ?? []), `--${resource} ${name}`]);
  }
  return found;
}
