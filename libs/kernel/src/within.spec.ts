import { within } from './within.js';

const never = new Promise<string>(() => undefined);
const tooLate = () => {
  throw new Error('too late');
};

describe('within', () => {
  it('returns the result of work that is in time, or throws its error', async () => {
    expect(await within(1_000, Promise.resolve('done'), () => 'late')).toBe('done');
    await expect(within(1_000, Promise.reject(new Error('no')), () => 'late')).rejects.toThrow('no');
  });

  it('returns the result of `late` otherwise, or throws its error', async () => {
    expect(await within(1, never, () => 'late')).toBe('late');
    await expect(within(1, never, tooLate)).rejects.toThrow('too late');
  });

  it('a late failure is not an unhandled rejection', async () => {
    const { promise, reject } = Promise.withResolvers<string>();

    expect(await within(1, promise, () => 'late')).toBe('late');
    reject(new Error('after all'));
    await expect(promise).rejects.toThrow('after all');
  });
});
