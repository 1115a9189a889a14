import { diskProblem } from './disk-space.js';
import { pathClosed } from './postgres/postgres-user.js';
import { describeTaken, shortCommand } from './process/port-owner.js';
import { describeError, StackError } from './stack-error.js';
import type { StackInfo } from './stack-info.js';
import { alreadyRunning } from './stack-lock.js';
import { optionsFromEnv } from './stack-options.js';
import { fixedPorts, portVariable, wantedPorts } from './stack-ports.js';

describe('the error of a failed start', () => {
  it('is the cause, an empty line and the next step, without a stack trace', () => {
    const text = describeError(new StackError('x', 'The cat sits on the keyboard.', 'Lift the cat.'));
    expect(text).toBe('The cat sits on the keyboard.\n\nLift the cat.');
  });

  it('recognises a full disk, anywhere in the chain of causes', () => {
    const deep = new Error('could not write', {
      cause: Object.assign(new Error('write'), { code: 'ENOSPC' }),
    });
    expect(describeError(deep)).toContain('The disk is full');
    expect(describeError(new Error('No space left on device'))).toContain('The disk is full');
  });

  it('warns before the disk is full', () => {
    expect(diskProblem('/data', 1024 ** 3)).toBeNull();
    expect(diskProblem('/data', 300 * 1024 ** 2)).toMatchObject({
      code: 'disk-nearly-full',
      message: expect.stringContaining('300 MiB'),
    });
  });

  it('names the port, its purpose and the process that has it', () => {
    expect(describeTaken(3000, 'pos', 'process 4711 (node server.js)')).toBe(
      'Port 3000 (for pos) is taken by process 4711 (node server.js).',
    );
    expect(describeTaken(3000, 'pos', null)).toBe('Port 3000 (for pos) is taken by another process.');
  });

  it('shows the program and its first argument', () => {
    expect(shortCommand(['/opt/node/bin/node', '--inspect', 'server.js', '--port=1'])).toBe('node server.js');
    expect(shortCommand(['/usr/sbin/nginx'])).toBe('nginx');
  });

  it('names the folder that PostgreSQL may not enter, and the reason why root cannot help', () => {
    const cause = Object.assign(new Error('Command failed: setpriv …'), {
      stderr: 'setpriv: apply capabilities: Operation not permitted\n',
    });
    const { message, nextStep } = pathClosed('/root', 101, cause);
    expect(message).toContain('User 101 runs it instead, but may not enter /root.');
    expect(message).toContain('setpriv: apply capabilities: Operation not permitted');
    expect(nextStep).toContain('Move Peaje to a folder that others may enter');
  });

  it('names the running stack, with its addresses', () => {
    const info = { services: { pos: [{ url: 'http://127.0.0.1:3000', pid: 1 }] } } as unknown as StackInfo;
    const error = alreadyRunning('/p/.peaje', 4711, info);
    expect(error.message).toMatch(/process 4711/);
    expect(error.message).toMatch(/pos +http:\/\/127\.0\.0\.1:3000/);
  });

  it('runs all services, or the named ones', () => {
    expect(optionsFromEnv({}).services).toBe('all');
    expect(optionsFromEnv({ PEAJE_SERVICES: 'pos,debit' }).services).toEqual(['pos', 'debit']);
  });

  it('names the invalid setting', () => {
    expect(() => optionsFromEnv({ PEAJE_BROKERS: '2' })).toThrow('PEAJE_BROKERS=2 is not allowed.');
    expect(() => optionsFromEnv({ PEAJE_PARTITIONS: 'many' })).toThrow(
      'PEAJE_PARTITIONS=many is not allowed.',
    );
  });
});

describe('the fixed ports', () => {
  it('are those of the README', () => {
    const ports = fixedPorts(['pos', 'debit', 'audit', 'sms', 'fake-twilio'], 3, {});
    expect(ports.services).toEqual({
      pos: 3000,
      debit: 3001,
      audit: 3002,
      sms: 3003,
      'fake-twilio': 4010,
    });
    expect(ports.brokers.map(({ port }) => port)).toEqual([19092, 19093, 19094]);
    expect(ports.postgres).toBe(15432);
  });

  it('move together, or one by one', () => {
    const ports = fixedPorts(['pos', 'debit'], 1, { PEAJE_PORT_BASE: '4000', PEAJE_PORT_DEBIT: '9999' });
    expect(ports.services).toEqual({ pos: 4000, debit: 9999 });
    expect(ports.postgres).toBe(16432);
    expect(portVariable('fake-twilio')).toBe('PEAJE_PORT_FAKE_TWILIO');
  });

  it('belong to existing services', () => {
    expect(() => fixedPorts(['loyalti'], 1, {})).toThrow('There is no service loyalti.');
  });

  it('are refused when browsers or the system would refuse them', () => {
    expect(() => fixedPorts(['pos'], 1, { PEAJE_PORT_BASE: '6000' })).toThrow('browsers refuse');
    expect(() => fixedPorts(['pos'], 1, { PEAJE_PORT_POS: '70000' })).toThrow(
      'PEAJE_PORT_POS gives port 70000',
    );
    expect(() => fixedPorts(['pos'], 1, { PEAJE_PORT_BASE: 'abc' })).toThrow('not a port');
  });

  it('are all different', () => {
    const all = wantedPorts(fixedPorts(['pos', 'debit', 'audit', 'sms', 'fake-twilio'], 3, {}));
    expect(new Set(all.map(({ port }) => port)).size).toBe(all.length);
  });
});
