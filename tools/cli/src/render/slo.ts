import { budgetMsAYear, SERVICE_LEVELS, type ServiceLevel } from '@peaje/contracts';
import type { Availability } from '@peaje/stack';
import { bold, green, grey, lines, type Part, type Printable, text, yellow } from './printable.js';
import { table } from './table.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Both measurements, and what each level would allow in a year. docs/service-level.md defines them. Pure. */
export function sloText(
  purchases: ServiceLevel,
  downtime: Availability | { readonly notMeasured: string },
  width?: number,
): Printable {
  return lines([
    ...purchaseLines(purchases),
    '',
    ...('notMeasured' in downtime
      ? [bold('Downtime, seen from outside: not measured'), downtime.notMeasured]
      : downtimeLines(downtime, width)),
    '',
    ...budgetLines(purchases, downtime, width),
  ]);
}

function purchaseLines({ since, inTime, late, takenBack, waiting, share }: ServiceLevel): Part[] {
  const judged = inTime + late;
  const apart = [
    ...(takenBack > 0 ? [`${takenBack} taken back by their till`] : []),
    ...(waiting > 0 ? [`${waiting} still waiting`] : []),
  ];
  return [
    text`${bold('Purchases decided within their wait')}, since ${minute(since)}`,
    share === null
      ? 'none was made'
      : text`${percentText(share)}  ${inTime} of ${judged}, ${late === 0 ? 'none' : late} without a decision in time`,
    ...(apart.length > 0 ? [grey(`not judged: ${apart.join(', ')}`)] : []),
  ];
}

const downtimeLines = ({ since, services }: Availability, width?: number): Part[] => [
  text`${bold('Downtime, seen from outside')}, since ${minute(since)}`,
  table(
    [
      { head: 'service' },
      { head: 'up', align: 'right' },
      { head: 'observed', align: 'right' },
      { head: 'down', align: 'right' },
      { head: 'outages', align: 'right' },
      { head: 'longest', align: 'right', narrow: 'omit' },
    ],
    services.map(({ name, share, observedMs, downMs, outages, longestMs }) => [
      name,
      share === null ? grey('–') : percentText(share),
      durationText(observedMs),
      downMs === 0 ? grey('0 s') : yellow(durationText(downMs)),
      outages === 0 ? grey('0') : String(outages),
      longestMs === 0 ? grey('–') : durationText(longestMs),
    ]),
    width,
  ),
];

/** Whether each level was kept here: by the purchases, and by pos, which the tills talk to. */
function budgetLines(
  { share }: ServiceLevel,
  downtime: Availability | { readonly notMeasured: string },
  width?: number,
): Part[] {
  const pos = 'services' in downtime ? downtime.services.find(({ name }) => name === 'pos') : undefined;
  const kept = (measured: number | null | undefined, level: number): Part => {
    if (measured === null || measured === undefined) return grey('–');
    return measured >= level ? green('kept') : yellow('missed');
  };
  return [
    bold('What a level allows'),
    table(
      [
        { head: 'level', align: 'right' },
        { head: 'down in a year', align: 'right' },
        { head: 'in 30 days', align: 'right' },
        { head: 'purchases' },
        { head: 'pos up' },
      ],
      SERVICE_LEVELS.map((level) => [
        percent(level),
        durationText(budgetMsAYear(level)),
        durationText(Math.round((budgetMsAYear(level) * 30) / 365)),
        kept(share, level),
        kept(pos?.share, level),
      ]),
      width,
    ),
  ];
}

const percentText = (share: number): Printable => (share === 1 ? green('100 %') : text`${percent(share)}`);

/** `99.95 %`: rounded down, so that only all is 100 %. Pure. */
export function percent(share: number): string {
  // Through a decimal text first: 0.9999 × 10^6 is 999899.9999… in floating point.
  const millionths = Math.floor(Number((share * 1e6).toFixed(3)));
  return `${String(millionths / 1e4)} %`;
}

/** `36.5 days`, `8.76 h`, `52.6 min`, `4.3 s`: one unit, three digits at most. Pure. */
export function durationText(ms: number): string {
  if (ms >= 2 * DAY_MS) return digits(ms / DAY_MS, 'days');
  if (ms >= HOUR_MS) return digits(ms / HOUR_MS, 'h');
  return ms >= MINUTE_MS ? digits(ms / MINUTE_MS, 'min') : digits(ms / 1_000, 's');
}

const digits = (number: number, unit: string): string => `${Number(number.toPrecision(3))} ${unit}`;

const minute = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')}Z`;
