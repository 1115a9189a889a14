const TEXT = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

/** A random UUID for a request. `crypto.randomUUID` is missing on plain http under a name other than localhost. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(TEXT, '$1-$2-$3-$4-$5');
}
