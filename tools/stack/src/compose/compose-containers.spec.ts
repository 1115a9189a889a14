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

/** A Docker with one container. `onStart` changes it when the test starts it. */
function project(first: Container, onStart: (now: Container) => Container = (now) => now) {
  let now = first;
  const commands: string[] = [];
  const docker = {
    containers: async () => [now],
    logs: async () => ['database is empty'],
    docker: async (...args: string[]) => {
      commands.push(args.slice(0, 1).join(' '));
      if (args[0] === 'start') now = onStart(now);
      if (args[0] === 'stop') now = { ...now, status: 'exited', pid: null, healthy: false, port: null };
      return '';
    },
  };
  const containers = new ComposeContainers(docker as unknown as ComposeProject, () => undefined);
  const update = async (change: Partial<Container>): Promise<void> => {
    now = { ...now, ...change };
    await containers.refresh();
  };
  return { containers, update, commands };
}

describe('containers in the place of processes', () => {
  it('are ready, starting, waiting or stopped', async () => {
    const { containers, update } = project(running);
    const states: string[] = [];
    for (const change of [
      {},
      { healthy: false },
      { status: 'restarting', pid: null },
      { status: 'exited', pid: null },
    ]) {
      await update(change);
      states.push(containers.of('sms')[0]!.status().state);
    }
    expect(states).toEqual(['ready', 'starting', 'waiting', 'stopped']);
    expect(containers.of('sms')[0]!.status()).toMatchObject({ name: 'sms-1', pid: null });
  });

  it('go on counting restarts when Docker begins at 0 again, and keep their port while they are stopped', async () => {
    const { containers, update } = project({ ...running, restarts: 2 }, (now) => ({
      ...now,
      ...running,
      restarts: 0,
    }));
    await containers.refresh();
    const [sms] = containers.of('sms');
    await sms!.stop();
    expect({ port: sms!.port, state: sms!.status().state }).toEqual({ port: 3003, state: 'stopped' });
    await sms!.start();
    await update({ restarts: 1, pid: 72 });
    expect(sms!.status()).toMatchObject({ state: 'ready', restarts: 3, pid: 72 });
    expect(containers.of('sms')).toEqual([sms]);
  });

  it('that die during a start are stopped, and the error quotes their log', async () => {
    const { containers, commands } = project({ ...running, status: 'exited', pid: null }, (now) => ({
      ...now,
      status: 'restarting',
      restarts: 1,
    }));
    await containers.refresh();
    await expect(containers.of('sms')[0]!.start()).rejects.toMatchObject({
      code: 'process-died',
      message: expect.stringContaining('database is empty') as string,
    });
    expect(commands).toEqual(['start', 'stop']);
  });

  it('leave the list when Docker has removed them', async () => {
    const { containers, update } = project(running);
    await containers.refresh();
    await update({ number: 2 });
    expect(containers.of('sms').map((one) => one.name)).toEqual(['sms-2']);
  });
});
