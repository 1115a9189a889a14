import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawRun } from './draw.js';
import { PICTURES, RUN_FILE } from './files.js';
import { recordedRun } from './recorded-run.js';

// `npm run picture`: charges a card on the running stack, and draws its timeline for the READMEs.
const PEAJE = join(import.meta.dirname, '../../bin/peaje.js');
const peaje = (...words: string[]): unknown =>
  JSON.parse(
    execFileSync(process.execPath, [PEAJE, ...words, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }).toString(),
  );

const purchase = ['--card', 'card_rich', '--amount', '19.90'];
// The first charge after a start meets cold services.
for (let i = 0; i < 20; i++) peaje('charge', ...purchase);
const { id } = peaje('charge', ...purchase) as { id: string };
const run = recordedRun.parse(peaje('watch', id));
writeFileSync(RUN_FILE, `${JSON.stringify(run, null, 2)}\n`);
for (const { language, theme, file } of PICTURES) writeFileSync(file, drawRun(run, language, theme));
