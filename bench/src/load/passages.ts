const LINES_A_FILE = 10_000;

/** A gate operator sends files of passages. Returns when pos has accepted each line. */
export async function postPassages(
  posUrl: string,
  count: number,
  accounts: number,
  key = 'demo_toll',
): Promise<void> {
  for (let sent = 0; sent < count; sent += LINES_A_FILE)
    await postFile(posUrl, Math.min(LINES_A_FILE, count - sent), accounts, key);
}

async function postFile(posUrl: string, lines: number, accounts: number, key: string): Promise<void> {
  const name = crypto.randomUUID();
  const passedAt = new Date().toISOString();
  const passages = Array.from({ length: lines }, (_, n) => ({
    id: `${name}-${n}`,
    gateId: 'gate-3',
    laneId: 'lane-1',
    card: { token: `card_b_${1 + Math.floor(Math.random() * accounts)}` },
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
