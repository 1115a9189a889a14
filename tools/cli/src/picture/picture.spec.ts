import { readFileSync } from 'node:fs';
import { drawRun } from './draw.js';
import { PICTURES, RUN_FILE } from './files.js';
import { recordedRun } from './recorded-run.js';

const run = recordedRun.parse(JSON.parse(readFileSync(RUN_FILE, 'utf8')));

describe('the picture of the READMEs', () => {
  it('shows a real charge at every stop: pos, both topics, debit, the text', () => {
    expect(new Set(run.events.map(({ by, topic }) => topic ?? by))).toEqual(
      new Set(['pos', 'charges.requested', 'debit', 'charges.decided', 'sms']),
    );
    expect(run.events).toContainEqual(expect.objectContaining({ what: 'told the till: approved' }));
    expect(run.events.filter(({ topic }) => topic !== undefined).every(({ audit }) => audit)).toBe(true);
  });

  it.each(PICTURES)('in $language, $theme, is drawn from that charge; if not: npm run picture', (picture) => {
    const { language, theme, file } = picture;

    expect(readFileSync(file, 'utf8')).toBe(drawRun(run, language, theme));
  });

  it('has a dot later for a later event, and every event of the run', () => {
    const svg = drawRun(run, 'en', 'light');
    const places = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));

    expect(places).toHaveLength(run.events.length);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    for (const { topic, partition, offset } of run.events)
      if (topic) expect(svg).toContain(`${topic}/${partition}@${offset}`);
  });

  it('is never half Spanish: a word without a translation is refused', () => {
    const [first, ...others] = run.events;
    const unknown = { ...run, events: [{ ...first!, what: 'teleported' }, ...others] };

    expect(() => drawRun(unknown, 'es', 'light')).toThrow('"teleported" needs a Spanish word');
  });

  it('shows texts of others as text', () => {
    const hostile = { ...run, charge: { ...run.charge, tillId: '<script>"&' } };

    expect(drawRun(hostile, 'en', 'dark')).toContain('&lt;script&gt;&quot;&amp;');
  });
});
