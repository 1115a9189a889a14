import { writeFileSync } from 'node:fs';
import { serviceNames } from '@peaje/contracts';
import { pidOf } from '@peaje/testing/outside';
import { chargeAtTill } from '../charges/callers.js';
import type { SeededCard } from '../charges/cards.js';
import { median } from '../median.js';
import { forgetPeaks, type Memory, memoryOfServices } from './memory.js';
import type { Figures } from './setting.js';
import { StatusCounts } from './statuses.js';

const WARM_UP = 20;
const CHARGES = 100;

const pids = () => Object.fromEntries(serviceNames.map((service) => [service, pidOf(service)]));

/** What the hostile run is measured by. */
export class Measures {
  readonly statuses = new StatusCounts();
  readonly figures: Figures = {};
  tillMs = { before: NaN, after: NaN };
  processes: { before: object; after: object } = { before: {}, after: {} };
  private memory: { before: Record<string, Memory>; after: Record<string, Memory> } = {
    before: {},
    after: {},
  };
  private startedMs = 0;

  constructor(private readonly card: SeededCard) {}

  async start(): Promise<void> {
    this.tillMs.before = await this.medianMs();
    forgetPeaks();
    this.memory.before = memoryOfServices();
    this.processes.before = pids();
    this.startedMs = performance.now();
    this.statuses.start();
  }

  async end(): Promise<void> {
    this.tillMs.after = await this.medianMs();
    this.memory.after = memoryOfServices();
    this.processes.after = pids();
    this.statuses.stop();
    this.figures['seconds'] = Math.round((performance.now() - this.startedMs) / 1_000);
  }

  /** In megabytes, by service. */
  memoryMb(): Record<string, { before: number; peak: number; after: number }> {
    const mb = (kilobytes: number) => Math.round(kilobytes / 1_024);
    const { before, after } = this.memory;
    return Object.fromEntries(
      Object.entries(after).map(([service, { now, peak }]) => [
        service,
        { before: mb(before[service]?.now ?? NaN), peak: mb(peak), after: mb(now) },
      ]),
    );
  }

  /** Into the file that `PEAJE_HOSTILE_REPORT` names, and a line to read. */
  report(): void {
    const all = {
      statuses: this.statuses.seen(),
      memoryMb: this.memoryMb(),
      tillMs: this.tillMs,
      figures: this.figures,
    };
    const file = process.env['PEAJE_HOSTILE_REPORT'];
    if (file) writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
    process.stdout.write(`hostile-inputs: ${JSON.stringify(all)}\n`);
  }

  /** Of tills of one shop, one after another. */
  private async medianMs(): Promise<number> {
    const tookMs: number[] = [];
    for (let n = 0; n < WARM_UP + CHARGES; n++) {
      const answer = await chargeAtTill({ token: this.card.token, amountMinor: 1 });
      expect(answer.status).toBe(201);
      if (n >= WARM_UP) tookMs.push(answer.tookMs);
    }
    return Number(median(tookMs).toFixed(1));
  }
}
