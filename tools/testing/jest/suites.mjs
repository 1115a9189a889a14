/**
 * Which suites have a place of their own in a run, and why; by the base name of the file, so that a suite may move.
 * A suite that is in no list is part of `npm test`, and an integration suite without a row here runs beside another.
 * `suites.spec` refuses a name that no file has.
 */

/** Only `npm run test:all` runs these. */
export const LONG = {};

/** Integration suites that take something from everybody who uses the stack, or measure time. */
export const ALONE = {};

/** The rounds of a run, one after another: those of `npm test` first. Where nobody is alone two suites run at once. */
const ROUNDS = [
  { takes: ({ project }) => project === 'unit' },
  { takes: ({ project, own }) => project === 'integration' && !own },
  { takes: ({ long }) => !long, alone: true },
  { takes: () => true, alone: true },
];

/** Each suite of Jest's in the first round that takes it. */
export function roundsOf(tests, { long, alone } = { long: LONG, alone: ALONE }) {
  const rounds = ROUNDS.map((round) => ({ alone: Boolean(round.alone), tests: [] }));
  for (const test of tests) {
    const name = test.path.replace(/^.*[\\/]|\.ts$/g, '');
    const place = {
      project: test.context.config.displayName.name,
      long: name in long,
      own: name in long || name in alone,
    };
    rounds[ROUNDS.findIndex(({ takes }) => takes(place))].tests.push(test);
  }
  return rounds.filter((round) => round.tests.length > 0);
}
