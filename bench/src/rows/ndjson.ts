import { files } from '../experiments/files.js';
import { ratioOf, type Row } from './row.js';

const asked = { id: 'ndjson', unit: 'lines/s', better: 'higher', goal: 0.3, stretch: 0.5 } as const;

export const ndjson: Row = {
  id: asked.id,
  experiments: [files],
  ratios: (results) => [
    ratioOf(
      { ...asked, name: 'a file of passages, consumers stopped / COPY of the same rows' },
      results.spread(files, 'peaje-pos', ({ perSecond }) => perSecond),
      results.spread(files, 'copy', ({ perSecond }) => perSecond),
    ),
  ],
};
