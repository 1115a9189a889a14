import { execa, ExecaError } from 'execa';
import { devNull } from 'node:os';
import { z } from 'zod';

import { REPOSITORY } from '../paths.js';
import { StackError } from '../stack-error.js';

/** A container of a project, as Docker describes it. */
export interface Container {
  readonly id: string;
  readonly service: string;
  /** Counts from 1 within its service. */
  readonly number: number;
  /** `running`, `restarting`, `exited`, `created`… */
  readonly status: string;
  readonly healthy: boolean;
  readonly pid: number | null;
  /** The number of restarts by Docker since the last start by a user. */
  readonly restarts: number;
  /** The published port on 127.0.0.1. */
  readonly port: number | null;
}

const PROJECT = 'com.docker.compose.project';
const inspected = z.array(
  z.object({
    Id: z.string(),
    RestartCount: z.number(),
    Config: z.object({ Labels: z.record(z.string(), z.string()) }),
    State: z.object({
      Status: z.string(),
      Pid: z.number(),
      Health: z.object({ Status: z.string() }).optional(),
    }),
    NetworkSettings: z.object({
      Ports: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullable()),
    }),
  }),
);

/** docker-compose.yml under a project name and with settings of its own, through Docker's command line. */
export class ComposeProject {
  constructor(
    readonly name: string,
    private readonly env: NodeJS.ProcessEnv,
    /** `dotenv` reads the repository's .env; `defaults` ignores it. */
    private readonly settings: 'dotenv' | 'defaults',
  ) {}

  /** `docker compose …`. @throws StackError `compose-failed` with the end of its output. */
  async compose(...args: string[]): Promise<string> {
    const settings = this.settings === 'defaults' ? ['--env-file', devNull] : [];
    return this.docker('compose', '-p', this.name, ...settings, '--progress', 'plain', ...args);
  }

  /** @throws StackError `docker-missing`, `compose-failed` */
  async docker(...args: string[]): Promise<string> {
    try {
      const { stdout } = await execa('docker', args, {
        cwd: REPOSITORY,
        env: this.env,
        extendEnv: false,
      });
      return stdout;
    } catch (error) {
      throw await this.failureOf(error, args);
    }
  }

  /** All containers of the project, also those of jobs that have ended. */
  async containers(): Promise<Container[]> {
    const ids = await this.docker('ps', '--all', '--quiet', '--filter', `label=${PROJECT}=${this.name}`);
    if (ids === '') return [];
    const { stdout } = await execa('docker', ['inspect', ...ids.split('\n')], { reject: false });
    return inspected.parse(JSON.parse(stdout)).map((one) => ({
      id: one.Id,
      service: one.Config.Labels['com.docker.compose.service'] ?? '',
      number: Number(one.Config.Labels['com.docker.compose.container-number']),
      status: one.State.Status,
      healthy: one.State.Health?.Status === 'healthy',
      pid: one.State.Pid || null,
      restarts: one.RestartCount,
      // Null stands for a port that the image exposes and docker-compose.yml does not publish.
      port: Number(Object.values(one.NetworkSettings.Ports).flat().find(Boolean)?.HostPort) || null,
    }));
  }

  /** The last lines of a container's log. */
  async logs(id: string, lines: number): Promise<string[]> {
    const { all = '' } = await execa('docker', ['logs', '--tail', String(lines), id], {
      all: true,
      reject: false,
    });
    return all.split('\n');
  }

  /** Calls `onEvent` when a container starts, ends or changes its health, until `signal`. */
  async watch(onEvent: () => void, signal: AbortSignal): Promise<void> {
    const kinds = ['create', 'start', 'die', 'destroy', 'health_status'];
    const filters = [`label=${PROJECT}=${this.name}`, ...kinds.map((kind) => `event=${kind}`)];
    const events = execa('docker', ['events', ...filters.flatMap((filter) => ['--filter', filter])], {
      cancelSignal: signal,
      reject: false,
      buffer: false,
    });
    events.stdout.on('data', onEvent);
    await events;
  }

  private async failureOf(cause: unknown, args: string[]): Promise<StackError> {
    const engine = await execa('docker', ['info', '--format', '{{.ServerVersion}}'], { reject: false });
    if (engine.failed) {
      return new StackError(
        'docker-missing',
        'No Docker engine answers.',
        'Start Docker (docker info must work), or use npm start and npm test, which need no Docker.',
        { cause },
      );
    }
    const output = cause instanceof ExecaError ? String(cause.stderr || cause.stdout) : String(cause);
    const lines = output.trim().split('\n').slice(-12).join('\n  ');
    return new StackError(
      'compose-failed',
      `docker ${args.join(' ')} failed:\n\n  ${lines}`,
      `See: docker compose -p ${this.name} ps --all; docker compose -p ${this.name} logs`,
      { cause },
    );
  }
}
