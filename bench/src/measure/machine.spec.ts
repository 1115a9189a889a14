import { readMachine, warningOf } from './machine.js';

const machine = { cores: 2, model: 'x', gigabytes: 24, loadAverage: 3.25, foreignPercent: 80 };

it('a run on a machine that does something else says so', () => {
  expect(warningOf(machine)).toContain('other processes use 80 % of a core, the load average is 3.3');
  expect(warningOf({ ...machine, foreignPercent: 4 })).toBeNull();
});

it('the share of other processes is a share of the cores', async () => {
  const { foreignPercent, cores } = await readMachine();

  expect(foreignPercent).toBeGreaterThanOrEqual(0);
  expect(foreignPercent).toBeLessThanOrEqual(cores * 105);
});
