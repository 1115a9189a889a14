/** Reads the types of Kafka's protocol from bytes. @throws RangeError at the end of the bytes, for each of its reads. */
export class ByteReader {
  position = 0;

  constructor(private readonly buffer: Buffer) {}

  get left(): number {
    return this.buffer.length - this.position;
  }

  int8(): number {
    return this.buffer.readInt8(this.moved(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.moved(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.moved(4));
  }

  int64(): bigint {
    return this.buffer.readBigInt64BE(this.moved(8));
  }

  /** A zigzag-encoded integer of up to 32 bits. */
  varInt(): number {
    const raw = this.varUint32();
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** A zigzag-encoded integer of up to 64 bits. */
  varLong(): bigint {
    let raw = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.buffer.readUInt8(this.moved(1));
      raw |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, (raw >> 1n) ^ -(raw & 1n));
    }
    throw new RangeError('a varlong of more than ten bytes');
  }

  /** Shares memory with the whole. */
  bytes(length: number): Buffer {
    const start = this.moved(length);
    return this.buffer.subarray(start, start + length);
  }

  /** Null for a length below zero. */
  varBytes(): Buffer | null {
    const length = this.varInt();
    return length < 0 ? null : this.bytes(length);
  }

  rest(): Buffer {
    return this.bytes(this.left);
  }

  private varUint32(): number {
    let raw = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.buffer.readUInt8(this.moved(1));
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) return raw;
    }
    throw new RangeError('a varint of more than five bytes');
  }

  /** Moves on, and returns the position before. */
  private moved(length: number): number {
    if (length < 0 || length > this.left) throw new RangeError(`${length} bytes wanted, ${this.left} left`);
    const start = this.position;
    this.position += length;
    return start;
  }
}
