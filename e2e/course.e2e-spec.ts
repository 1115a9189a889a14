import {
  eventually,
  missingLine,
  pagePaths,
  readPage,
  type ShownRun,
  shownRuns,
} from '@peaje/testing/outside';
import { kafka } from './support/kafka/log-reader.js';
import { peajeJson } from './support/operator.js';
import { printedBy } from './support/pages/pasted-block.js';

/** The Spanish pages have the same blocks: translations.spec compares them. */
const runs = pagePaths()
  .filter((path) => path.startsWith('docs/course/'))
  .flatMap((path) => shownRuns(readPage(path)));

/** What a page says of a block besides the lines that it shows. */
const BESIDES = [
  {
    says: 'a group that comes again repeats no message',
    of: /--group "\$group"/,
    holds: (printed: string) => expect(new Set(printed.match(/\b[01]@\d+\b/g)).size).toBe(4),
  },
  {
    says: 'while broker 3 is away, two of three replicas are in sync',
    of: /broker stop 3/,
    holds: (printed: string) => expect(printed.match(/^ *[01] +broker \d +\d \d \d +1 2 /gm)).toHaveLength(2),
  },
  {
    says: 'no odd message is in the partition of the even ones',
    of: /--partition 1 /,
    holds: (printed: string) => expect(printed).not.toMatch(/impares/),
  },
  {
    says: 'one of five consumers receives nothing',
    of: /--group course-b/,
    holds: (printed: string) => {
      expect(printed.match(/ course\.messages [01] *$/gm)).toHaveLength(4);
      expect(printed.match(/receives nothing/g)).toHaveLength(1);
    },
  },
];

const TIMEOUT_MS = 150_000;
const BACK_WITHIN_MS = 60_000;

const admin = kafka('course').admin();

const titleOf = ({ page, text }: ShownRun): string => `${page}: ${text.split('\n')[0]}`;

/** As a reader finds it who has read the page: the broker that it took away is back. */
const inSync = (): Promise<void> =>
  eventually(
    'every replica of the messages is in sync',
    async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: ['course.messages'] });
      const replicas = topics[0]!.partitions.map(({ isr }) => isr.toSorted());
      expect(replicas).toEqual(replicas.map(() => [1, 2, 3]));
    },
    BACK_WITHIN_MS,
  );

describe('the course', () => {
  beforeAll(() => admin.connect());
  beforeEach(inSync, TIMEOUT_MS);
  /** A page that broke off leaves nothing stopped to the suites behind it. */
  afterAll(async () => {
    await peajeJson('stack', 'start', 'sms');
    await peajeJson('stack', 'broker', 'start', '3');
    await inSync();
    await admin.disconnect();
  }, TIMEOUT_MS);

  it.each(BESIDES)('says once that $says', ({ of }) => {
    expect(runs.filter(({ text }) => of.test(text))).toHaveLength(1);
  });

  it.each(runs.map((run) => [titleOf(run), run] as const))(
    '%s prints what the page shows',
    async (_, { text, lines }) => {
      const printed = await printedBy(text);

      const missing = missingLine(lines, printed);
      expect(missing && `${missing}\nis missing in:\n${printed}`).toBeNull();
      for (const { holds } of BESIDES.filter(({ of }) => of.test(text))) holds(printed);
    },
    TIMEOUT_MS,
  );
});
