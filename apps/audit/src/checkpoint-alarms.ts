import { Logger } from '@nestjs/common';
import type { CheckpointAlarm } from '@peaje/contracts';
import { Gauge, type Registry } from 'prom-client';

type Problem = CheckpointAlarm['problem'];
const PROBLEMS: readonly Problem[] = ['behind', 'cut', 'differs', 'two-heads'];

/** The chains that audit signs no checkpoint for. Each alarm is in the log, a metric and `/health/checkpoints`. */
export class CheckpointAlarms {
  private readonly logger = new Logger(CheckpointAlarms.name);
  private readonly raised = new Map<string, CheckpointAlarm>();
  private readonly gauge: Gauge;

  constructor(registry: Registry) {
    this.gauge = new Gauge({
      name: 'peaje_checkpoint_alarms',
      help: 'Chains whose head does not extend the last published checkpoint, so audit does not sign it',
      labelNames: ['problem'],
      registers: [registry],
    });
    this.count();
  }

  raise(chain: string, problem: Problem, detail: string): void {
    const before = this.raised.get(chain);
    // Two heads were signed once: no later state takes that back.
    if (before?.problem === 'two-heads') return;
    const since = before?.problem === problem ? before.since : new Date().toISOString();
    this.raised.set(chain, { chain, problem, detail, since });
    this.count();
    if (before?.problem === problem) return;
    if (problem === 'behind') this.logger.warn(`no checkpoint for ${chain}: ${detail}`);
    else this.logger.error(`CHECKPOINT ALARM: ${chain}: ${detail}`);
  }

  clear(chain: string): void {
    if (this.raised.get(chain)?.problem === 'two-heads') return;
    if (this.raised.delete(chain)) this.count();
  }

  report(): CheckpointAlarm[] {
    return [...this.raised.values()];
  }

  private count(): void {
    for (const problem of PROBLEMS)
      this.gauge.set({ problem }, this.report().filter((alarm) => alarm.problem === problem).length);
  }
}
