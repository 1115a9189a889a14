// Loaded by `node --import`: writes the most memory that the process had, in megabytes, into a file of its own.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const folder = process.env.PEAJE_PEAKS_FOLDER;
const STATUS = '/proc/self/status';

/** `maxRSS` of a child begins with the memory of its parent (Linux: setmax_mm_hiwater_rss at exec); VmHWM is its own. */
const peakKilobytes = () =>
  existsSync(STATUS)
    ? Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8'))[1])
    : process.resourceUsage().maxRSS;

process.on('exit', () =>
  writeFileSync(`${folder}/${process.pid}`, String(Math.round(peakKilobytes() / 1024))),
);
