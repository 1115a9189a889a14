import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@peaje/testing';

import { ServiceProbes } from './service-probes.js';

const EVERY_MS = 20;

describe('probes from outside', () => {
  let dir: string;
  let server: Server;
  let status = 200;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'peaje-probes-'));
    server = createServer((request, response) => {
      response.statusCode = request.url === '/health/ready' ? status : 404;
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(dir, { recursive: true, force: true });
  });

  const urlOf = (of: Server): string => `http://127.0.0.1:${(of.address() as AddressInfo).port}`;

  it('see a service go and come back, and remember it after a restart', async () => {
    const file = join(dir, 'data/probes.json');
    const since = new Date();
    const silent = { url: 'http://127.0.0.1:1' };
    const services = () => [{ name: 'pos', instances: [silent, { url: urlOf(server) }] }];
    const probes = await ServiceProbes.start(file, services, EVERY_MS);
    const pos = (of: ServiceProbes) => of.measured(since).services[0]!;
    await eventually('it is seen up', () => expect(pos(probes).share).toBe(1));
    status = 503;
    await eventually('it is seen down', () => expect(pos(probes)).toMatchObject({ outages: 1 }));
    status = 200;
    await eventually('it is up again', () => {
      const { downMs, observedMs } = pos(probes);
      expect(downMs).toBeGreaterThan(0);
      expect(observedMs).toBeGreaterThan(downMs + 10 * EVERY_MS);
    });
    await probes.stop();

    const kept = pos(probes);
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveProperty('pos.down');
    const again = await ServiceProbes.start(file, services, EVERY_MS);
    expect(pos(again)).toMatchObject({ downMs: kept.downMs, outages: 1 });
    await again.stop();
  });

  it('a broken file is an empty one', async () => {
    const file = join(dir, 'broken.json');
    await writeFile(file, '{"pos":');
    const probes = await ServiceProbes.start(file, () => []);
    expect(probes.measured(new Date(0)).services).toEqual([]);
    await probes.stop();
  });
});
