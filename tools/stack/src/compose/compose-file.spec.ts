import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

import { brokerEnvironment, brokerSettings } from '../kafka/broker-config.js';
import { REPOSITORY } from '../paths.js';
import { DATABASES } from '../postgres/databases.js';
import { declaredNiceness, existingServices } from '../services/service-catalogue.js';
import { demoApiKeys } from '../services/service-env.js';
import { fixedPorts, portVariable, wantedPorts } from '../stack-ports.js';

interface Service {
  image: string;
  build?: { target: string; args: { APP: string } };
  command?: string[];
  environment?: Record<string, unknown>;
  ports?: string[];
  volumes?: string[];
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  mem_limit?: string;
  cpu_shares?: number;
  stop_grace_period?: string;
  healthcheck?: object;
}

const text = (file: string): string => readFileSync(join(REPOSITORY, file), 'utf8');
const { services } = parse(text('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
};
const all = Object.entries(services);
const ours = all.filter(([, { image }]) => image.startsWith('peaje/'));
const supervised = all.filter(([, { restart }]) => restart !== undefined);
const brokers = [1, 2, 3].map((id) => services[`kafka-${id}`]!);

const variablesIn = (file: string): string[] => [
  ...[...text(file).matchAll(/\$\{(\w+)/g)].map(([, name]) => name!),
  // A variable without a value comes from the environment.
  ...[...text(file).matchAll(/^ *([A-Z][A-Z_]+):?$/gm)].map(([, name]) => name!),
];

describe('docker-compose.yml', () => {
  it('publishes on 127.0.0.1 only, at the ports of npm start', () => {
    const published = all.flatMap(([, { ports = [] }]) => ports);
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:\$\{\w+:-\d+\}:\d+$/);
    const actual = published.map((port) => /\$\{(\w+):-(\d+)\}/.exec(port)!.slice(1).join('='));
    const names = existingServices().filter((name) => name in services);
    const expected = wantedPorts(fixedPorts(names, 3, {}))
      .filter(({ variable }) => !variable.includes('CONTROLLER'))
      .map(({ variable, port }) => `${variable}=${port}`);
    expect(actual.filter((one) => !one.startsWith(portVariable('kafka-ui'))).sort()).toEqual(expected.sort());
  });

  it('limits the memory of every container; those that must run have a health check and time to stop', () => {
    for (const [name, { mem_limit }] of all)
      expect({ name, mem_limit }).toEqual({ name, mem_limit: expect.any(String) });
    expect(supervised.map(([name]) => name)).toEqual(
      expect.arrayContaining(['kafka-1', 'postgres', 'pos', 'sms']),
    );
    for (const [name, { restart, healthcheck, build }] of supervised) {
      // The image of a service has a health check of its own.
      const checked = healthcheck !== undefined || build?.target === 'service';
      expect({ name, restart, checked }).toEqual({ name, restart: 'unless-stopped', checked: true });
    }
    for (const name of ['pos', 'debit', 'postgres', 'kafka-1'])
      expect(services[name]!.stop_grace_period).toBe('30s');
  });

  it('services step back when the CPU is short, as those of npm start do', () => {
    // Each step of niceness is a factor of about 1.25 in the scheduler's weights.
    const sharesOf = (name: string) => Math.round(1024 / 1.25 ** declaredNiceness(name));
    for (const name of existingServices().filter((one) => one in services))
      expect({ name, shares: services[name]!.cpu_shares ?? 1024 }).toEqual({ name, shares: sharesOf(name) });
    expect(existingServices().filter((name) => declaredNiceness(name) > 0)).toEqual([
      'audit',
      'sms',
      'board',
      'fake-twilio',
    ]);
  });

  it('our own containers have no writable files, no capabilities and no way to get more privileges', () => {
    expect(ours.length).toBeGreaterThanOrEqual(9);
    for (const [name, { read_only, cap_drop, security_opt }] of ours)
      expect({ name, read_only, cap_drop, security_opt }).toEqual({
        name,
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
  });

  it('gives the brokers the settings of npm start', () => {
    for (const { environment } of brokers) {
      const strings = Object.entries(environment!).map(([name, value]) => [name, String(value)]);
      expect(Object.fromEntries(strings)).toMatchObject(brokerEnvironment(brokerSettings(3)));
    }
    expect(new Set(brokers.map(({ environment }) => environment!['KAFKA_NODE_ID']))).toEqual(
      new Set([1, 2, 3]),
    );
  });

  it('gives each service its own database and role, and the demo keys', () => {
    for (const name of DATABASES.filter((one) => one in services)) {
      expect(services[name]!.environment).toMatchObject({
        DATABASE_URL: `postgresql://${name}:${name}@postgres:5432/${name}`,
        PEAJE_API_KEYS: `\${PEAJE_API_KEYS:-${demoApiKeys()}}`,
      });
    }
  });

  it('mounts the checkpoint key in audit alone, read-only', () => {
    const mounts = all.flatMap(([name, { volumes = [] }]) => volumes.map((volume) => `${name} ${volume}`));
    expect(mounts.filter((mount) => mount.includes('checkpoint-key:'))).toEqual([
      'checkpoint-key checkpoint-key:/keys',
      'audit checkpoint-key:/keys:ro',
    ]);
  });

  it('builds its images from existing folders', () => {
    for (const [, { build }] of all)
      if (build) expect(existsSync(join(REPOSITORY, build.args.APP, 'package.json'))).toBe(true);
  });

  it('reads the settings that .env.example explains, and no others', () => {
    const explained = [...text('.env.example').matchAll(/^#([A-Z]\w+)=/gm)].map(([, name]) => name!);
    const used = new Set(['docker-compose.yml', 'deploy/twilio.real.env'].flatMap(variablesIn));
    expect([...used].sort()).toEqual(explained.sort());
  });
});
