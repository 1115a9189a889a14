import { grey, padded, type Printable, red, text, yellow } from './printable.js';

/** The levels of pino. */
const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
/** The same on every line of a process. */
const EVERYWHERE = ['level', 'time', 'pid', 'hostname', 'service', 'msg'];

/** The fields of a line that a service has logged; null for a line that is no such JSON. Pure. */
export function logFields(line: string): Readonly<Record<string, unknown>> | null {
  if (!line.startsWith('{')) return null;
  try {
    const fields = JSON.parse(line) as Record<string, unknown>;
    return typeof fields['level'] === 'number' && typeof fields['time'] === 'number' ? fields : null;
  } catch {
    return null;
  }
}

/** A line for a person: time, level, text, the other fields. Lines of Kafka and PostgreSQL stay as they are. Pure. */
export function logLine(line: string, process: string | null): Printable {
  const from = process === null ? '' : text`${grey(process)}  `;
  const fields = logFields(line);
  if (!fields) return text`${from}${line}`;
  const { level, time, msg } = fields as { level: number; time: number; msg?: unknown };
  const at = new Date(time);
  const clock = Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(11, 23);
  const others = Object.entries(fields)
    .filter(([name]) => !EVERYWHERE.includes(name))
    .map(([name, value]) => ` ${name}=${shownValue(value)}`)
    .join('');
  return text`${from}${grey(clock)} ${levelText(level)} ${String(msg ?? '')}${grey(others)}`;
}

/** Of an error its message: the stack is in `--json`. */
function shownValue(value: unknown): string {
  const message = (value as { message?: unknown } | null)?.message;
  if (typeof message === 'string') return JSON.stringify(message);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function levelText(level: number): Printable {
  const name = padded(LEVELS[level] ?? String(level), 5);
  if (level >= 50) return red(name);
  return level >= 40 ? yellow(name) : name;
}
