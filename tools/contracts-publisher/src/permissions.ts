import {
  COURSE_PREFIX,
  deadLetterTopic,
  groupsOf,
  serviceOf,
  topics,
  writersOf,
  type TopicContract,
} from '@peaje/contracts';

/** An ACL of Kafka. Read and Write include Describe. */
interface Permission {
  /** A service has a user of its own name. */
  readonly user: string;
  readonly operation: 'Delete' | 'Describe' | 'Read' | 'Write';
  readonly resource: 'group' | 'topic';
  readonly name: string;
  /** `prefixed`: every resource whose name begins with this one. */
  readonly pattern: 'literal' | 'prefixed';
}

type Granted = Omit<Permission, 'user' | 'pattern'> & Partial<Permission>;

/** Who learns Kafka may write and read the topics of the course with any client, and touches nothing of the bank. */
const OF_COURSE: readonly Permission[] = (
  [
    ['Read', 'group'],
    ['Read', 'topic'],
    ['Write', 'topic'],
  ] as const
).map(([operation, resource]) => ({
  ...{ user: 'course', operation, resource, name: COURSE_PREFIX, pattern: 'prefixed' },
}));

/** All that the services need of Kafka, and no more. They create no topics: the deployment does. */
function permissions(): Permission[] {
  const services = [...new Set(topics.flatMap(writersOf))].sort();
  const ofServices = services.flatMap((service) => {
    const granted: Granted[] = [
      ...groupsOf(service).map((name) => ({ operation: 'Read', resource: 'group', name }) as const),
      ...topics.flatMap((topic) => forTopic(service, topic)),
    ];
    return granted.map((one) => ({ user: service, pattern: 'literal' as const, ...one }));
  });
  return [...ofServices, ...OF_COURSE];
}

function forTopic(service: string, topic: TopicContract): Granted[] {
  const { name, groups } = topic;
  const writes = writersOf(topic).includes(service);
  const granted: Granted[] = writes ? [{ operation: 'Write', resource: 'topic', name }] : [];
  const group = groups.find((one) => serviceOf(one) === service);
  if (group !== undefined)
    granted.push(
      { operation: 'Read', resource: 'topic', name },
      { operation: 'Write', resource: 'topic', name: deadLetterTopic(name, group) },
    );
  // No group reads this topic. Its writer does, each time in a new group that it deletes at the end.
  else if (writes && groups.length === 0)
    granted.push(
      { operation: 'Read', resource: 'topic', name },
      { operation: 'Read', resource: 'group', name: `${service}.`, pattern: 'prefixed' },
      { operation: 'Delete', resource: 'group', name: `${service}.`, pattern: 'prefixed' },
    );
  // At its start each service counts the partitions of all topics.
  return granted.length > 0 ? granted : [{ operation: 'Describe', resource: 'topic', name }];
}

/** The same as a script for Kafka's own tool. */
export const permissionsScript = (): string => `#!/bin/sh
# Made by \`npm run contracts\` from libs/contracts: change it there.
# Gives the Kafka users pos, debit and so on the permissions that each service needs, and no more. The user course may
# write and read the topics of the course:
#   sh kafka-permissions.sh kafka:9093 admin.properties
# KAFKA_ACLS names Kafka's tool (default: kafka-acls.sh). The script only adds permissions: find and remove old ones
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

/** One call of the tool for each user, operation and kind of name. */
function commands(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { user, operation, resource, name, pattern } of permissions()) {
    const command = `allow ${user} ${operation} --resource-pattern-type ${pattern}`;
    found.set(command, [...(found.get(command) ?? []), `--${resource} ${name}`]);
  }
  return found;
}
