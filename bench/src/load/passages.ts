import { type Crowd, QUIET_CROWD } from '../stack/crowd.js';

const LINES_A_FILE = 10_000;

/** A gate operator sends files of passages. Returns when pos has accepted each line. */
export async function postPassages(
  posUrl: string,
  count: number,
  { key = 'demo_toll', crowd = QUIET_CROWD } = {},
): Promise<void> {
  for (let sent = 0; sent < count; sent += LINES_A_FILE)
    await postFile(posUrl, Math.min(LINES_A_FILE, count - sent), key, crowd);
}

async function postFile(posUrl: string, lines: number, key: string, { first, last }: Crowd): Promise<void> {
  const name = crypto.randomUUID();
  const passedAt = new Date().toISOString();
  const passages = Array.from({ length: lines }, (_, n) => ({
    id: `${name}-${n}`,
    gateId: 'gate-3',
    laneId: 'lane-1',
    card: { token: `card_b_${first + Math.floor(Math.random() * (last - first + 1))}` },
    amount: { value: '1', currency: 'EUR' },
    passedAt,
  }));
  const response = await fetch(`${posUrl}/v1/toll-passages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
    body: passages.map((passage) => `${JSON.stringify(passage)}\n`).join(''),
  });
  const answers = (await response.text()).trimEnd().split('\n');
  const accepted = answers.filter((line) => line.includes('"status":202')).length;
  if (accepted !== lines) throw new Error(`pos accepted ${accepted} of ${lines} passages: ${answers.at(-1)}`);
}
