import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { checkMachine, memoryFinding, nodeFinding } from './machine-check.js';

const GIB = 1024 ** 3;

describe('what npm start needs of a machine', () => {
  it('is Node 24', () => {
    expect(nodeFinding('24.21.0')).toMatchObject({ state: 'well', wayOut: null });
    expect(nodeFinding('20.20.2')).toMatchObject({ state: 'unwell', detail: 'v20.20.2' });
  });

  it('is memory: more to start than to go on', () => {
    expect(memoryFinding(GIB, false)).toMatchObject({
      state: 'unwell',
      detail: '1.0 GiB available, 2.0 GiB needed',
      wayOut: expect.stringContaining('PEAJE_BROKERS=1'),
    });
    expect(memoryFinding(GIB, true)).toMatchObject({ state: 'well', wayOut: null });
  });

  it('is a free port: the finding names who has it, and the way out', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => holder.once('listening', listening));
    const { port } = holder.address() as AddressInfo;
    try {
      const findings = await checkMachine({ PEAJE_PORT_POS: String(port), PEAJE_PORT_BASE: '41000' }, false);
      expect(findings.find(({ subject }) => subject === 'ports')).toMatchObject({
        state: 'unwell',
        detail: expect.stringContaining(`Port ${port} (for pos) is taken by`),
        wayOut: expect.stringContaining('PEAJE_PORT_POS=<port>'),
      });
    } finally {
      holder.close();
    }
  });

  it('says nothing of the ports while a stack has them', async () => {
    const findings = await checkMachine({}, true);
    expect(findings.map(({ subject }) => subject)).not.toContain('ports');
    expect(findings.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(['Node', 'Java', 'PostgreSQL', 'build', 'disk', 'memory']),
    );
  });

  it('says how a wrong setting is put right', async () => {
    const findings = await checkMachine({ PEAJE_BROKERS: '2' }, false);
    expect(findings.find(({ subject }) => subject === 'ports')).toMatchObject({
      state: 'unwell',
      wayOut: expect.stringContaining('Set PEAJE_BROKERS to'),
    });
  });
});
