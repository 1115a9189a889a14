import { ComposeContainers } from './compose-containers.js';
import type { ComposeProject, Container } from './compose-project.js';

const running: Container = {
  id: 'aaaaaaaaaaaaaaaa',
  service: 'sms',
  number: 1,
  status: 'running',
  healthy: true,
  pid: 71,
  restarts: 0,
  port: 3003,
};

/** Docker, as far as it is asked: its containers are what the test says, and a start may change them. */
function project(first: Container, onStart: (now: Container) => Container = (now) => now) {
  let now = first;
  const said: string[] = [];
  const docker = {
    containers: async () => [now],
    logs: async () => ['database is empty'],
    docker: async (...args: string[]) => {
      said.push(args.slice(0, 1).join(' '));
      if (args[0] === 'start') now = onStart(now);
      if (args[0] === 'stop') now = { ...now, status: 'exited', pid: null, healthy: false, port: null };
      return '';
    },
  };
  const containers = new ComposeContainers(docker as unknown as ComposeProject, () => undefined);
  const become = async (change: Partial<Container>): Promise<void> => {
    now = { ...now, ...change };
    await containers.look();
  };
  return { containers, become, said };
}

describe('containers, as processes', () => {
  it('are ready, starting, waiting or stopped', async () => {
    const { containers, become } = project(running);
    const states: string[] = [];
    for (const change of [
      {},
      { healthy: false },
      { status: 'restarting', pid: null },
      { status: 'exited', pid: null },
    ]) {
      await become(change);
      states.push(containers.of('sms')[0]!.status().state);
    }
    expect(states).toEqual(['ready', 'starting', 'waiting', 'stopped']);
    expect(containers.of('sms')[0]!.status()).toMatchObject({ name: 'sms-1', pid: null });
  });

  it('keep counting when Docker begins at 0 again, and keep their port while they are stopped', async () => {
    const { containers, become } = project({ ...running, restarts: 2 }, (now) => ({
      ...now,
      ...running,
      restarts: 0,
    }));
    await containers.look();
    const [sms] = containers.of('sms');
    await sms!.stop();
    expect(sms!.port).toBe(3003);
    expect(sms!.status().state).toBe('stopped');
    await sms!.start();
    await become({ restarts: 1, pid: 72 });
    expect(sms!.status()).toMatchObject({ state: 'ready', restarts: 3, pid: 72 });
    expect(containers.of('sms')).toEqual([sms]);
  });

  it('that die while they start are stopped, and say why', async () => {
    const { containers, said } = project({ ...running, status: 'exited', pid: null }, (now) => ({
      ...now,
      status: 'restarting',
      restarts: 1,
    }));
    await containers.look();
    await expect(containers.of('sms')[0]!.start()).rejects.toMatchObject({
      code: 'process-died',
      message: expect.stringContaining('database is empty') as string,
    });
    expect(said).toEqual(['start', 'stop']);
  });

  it('that are gone are forgotten', async () => {
    const { containers, become } = project(running);
    await containers.look();
    await become({ number: 2 });
    expect(containers.of('sms').map((one) => one.name)).toEqual(['sms-2']);
  });
});
