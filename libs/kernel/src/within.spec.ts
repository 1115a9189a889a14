import { within } from './within.js';

const never = new Promise<string>(() => undefined);
const tooLate = () => {
  throw new Error('too late');
};

describe('within', () => {
  it('is what the work comes to in time, a failure included', async () => {
    expect(await within(1_000, Promise.resolve('done'), () => 'late')).toBe('done');
    await expect(within(1_000, Promise.reject(new Error('no')), () => 'late')).rejects.toThrow('no');
  });

  it('is what is said of lateness, a failure included', async () => {
    expect(await within(1, never, () => 'late')).toBe('late');
    await expect(within(1, never, tooLate)).rejects.toThrow('too late');
  });

  it('a failure that comes too late harms nobody', async () => {
    const { promise, reject } = Promise.withResolvers<string>();

    expect(await within(1, promise, () => 'late')).toBe('late');
    reject(new Error('after all'));
    await expect(promise).rejects.toThrow('after all');
  });
});
