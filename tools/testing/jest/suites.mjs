/**
 * The suites that `npm test` leaves out or that run alone, each with the reason. A row has the base name of the file,
 * so a suite may move. Every other suite is part of `npm test`, and integration suites run side by side.
 * `suites.spec` refuses a row without a file.
 */

/** Only `npm run test:all` runs these. */
export const LONG = {
  'audit-record.e2e-spec':
    'edits and loses the record of a running system: verify-chains is the tampering of `npm test`',
  'back-pressure.e2e-spec': 'a thousand tills wait behind a bank that does not answer',
  'board-faults.e2e-spec':
    'stops a broker, scales a group and restarts the board: board.e2e-spec is the browser of `npm test`',
  'board-form.e2e-spec':
    'every view in two themes and two sizes: board.e2e-spec is the browser of `npm test`',
  'board-load.e2e-spec': 'counts the frames of a page for twenty seconds: nothing may run beside it',
  'board-whole.e2e-spec':
    'presses every button of street and journey: board.e2e-spec is the browser of `npm test`',
  'consumer.int-spec':
    'generates a service in a copy of the workspace, builds and proves it, and starts it in a stack',
  'course.e2e-spec': 'runs every command of the course, which stops services and kills a broker',
  'faults-under-load.e2e-spec':
    'kills and freezes while 64 tills charge: kill-nine and kafka-outage are the faults of `npm test`',
  'frozen-member.e2e-spec': 'freezes a member past its session and thaws it',
  'generated-requests.e2e-spec': 'sixty generated requests to every route',
  'groups.e2e-spec': 'a late group reads all that ever happened; five members share four partitions',
  'hostile-inputs.e2e-spec':
    'foreign batches in every codec, broken clocks, strange HTTP clients: each kind has its own spec in `npm test`',
  'leaders.e2e-spec':
    'chases a leader and restarts every broker: kafka-outage is the broker fault of `npm test`',
  'more-partitions.e2e-spec': 'starts a stack of its own twice, and closes the shop in between',
  'pages.e2e-spec': 'runs every command of every page',
  'passage-file.e2e-spec': 'files of ten thousand passages, decided one by one',
  'poison.e2e-spec': 'twelve kinds and more for every topic: parked-key is the poison of `npm test`',
  'producers.int-spec': 'takes leaders away under load, three producers one after another',
  'reconcile-many.e2e-spec': 'twenty thousand passages: reconcile compares what all others have left',
  'restless-members.e2e-spec': 'twenty rebalances, three seconds apart',
  'sms-replay.e2e-spec': 'loses a database and reads its topics from the beginning',
  'sms-stopped.e2e-spec': 'provider-down is the fault of sms in `npm test`',
  'stack-commands.e2e-spec': 'stops, starts and kills each part of a stack by command',
  'two-instances.e2e-spec': 'kills and freezes one of two: kill-nine is the dead process of `npm test`',
};

/**
 * Integration suites that disturb the shared stack, or count the work of all its users.
 * @public `suites.spec` imports it dynamically.
 */
export const ALONE = {
  'board.int-spec': 'listens to every record of the stack: beside other suites the feed samples them',
  'kafka.int-spec': 'counts all groups that `peaje tail` leaves, also those of other suites',
  'texts-a-second.int-spec': 'counts the commits of the whole PostgreSQL server',
};

/**
 * Runs after all others on the stack that they have used.
 * @public `suites.spec` imports it dynamically.
 */
export const LAST = {
  'reconcile.e2e-spec': 'asks whether everything is there that the other suites have left',
  'reconcile-many.e2e-spec': 'leaves more texts to send than sms sends in minutes',
};

/** The rounds run one after another. In a round without `alone` several suites run at once. */
const ROUNDS = [
  { takes: ({ project }) => project === 'unit' },
  { takes: ({ project, own }) => project === 'integration' && !own },
  { takes: ({ long, last }) => !long && !last, alone: true },
  { takes: ({ last }) => !last, alone: true },
  { takes: () => true, alone: true },
];

/** Puts each suite into the first round that takes it. */
export function roundsOf(tests, { long, alone, last } = { long: LONG, alone: ALONE, last: LAST }) {
  const rounds = ROUNDS.map((round) => ({ alone: Boolean(round.alone), tests: [] }));
  for (const test of tests) {
    const name = test.path.replace(/^.*[\\/]|\.ts$/g, '');
    const place = {
      project: test.context.config.displayName.name,
      long: name in long,
      last: name in last,
      own: name in long || name in alone || name in last,
    };
    rounds[ROUNDS.findIndex(({ takes }) => takes(place))].tests.push(test);
  }
  return rounds.filter((round) => round.tests.length > 0);
}
