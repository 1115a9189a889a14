import { createHash, randomBytes } from 'node:crypto';

/** A UUID version 7 (RFC 9562 §5.7). It is ordered by time, so an index on it grows at its end. */
export function newId(nowMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return idOf(bytes);
}

/** The lowest version 7 id of a time. No id of an earlier time follows it, and no id of a later one comes before it. */
export function lowestIdOf(timeMs: number): string {
  const bytes = Buffer.from('00000000000070008000000000000000', 'hex');
  bytes.writeUIntBE(Math.max(timeMs, 0), 0, 6);
  return idOf(bytes);
}

function idOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A UUID of any version. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Every id is a UUID. PostgreSQL would answer any other text with an error. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** SHA-256 in hex over the contents of a request. The same contents have the same fingerprint. */
export const fingerprintOf = (contents: unknown): string =>
  createHash('sha256').update(JSON.stringify(contents)).digest('hex');
