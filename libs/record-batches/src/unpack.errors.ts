/** The bytes unpack to more than the limit. */
export class UnpacksTooLargeError extends Error {
  override readonly name = 'UnpacksTooLargeError';

  constructor(limit: number) {
    super(`it unpacks to more than ${limit} bytes`);
  }
}
