// Loaded by `node --import`: writes the most memory that the process had, in megabytes, into a file of its own.
import { writeFileSync } from 'node:fs';

const folder = process.env.PEAJE_PEAKS_FOLDER;
process.on('exit', () => {
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  writeFileSync(`${folder}/${process.pid}`, String(megabytes));
});
