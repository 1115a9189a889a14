import { createPublicKey, type KeyObject } from 'node:crypto';
import type { AuditCheckpoint, NumberedCheckpoint } from '@peaje/contracts';
import { isNumbered, isSigned, keyIdOf } from './checkpoint.js';

/** A public key, and the times of the checkpoints that it may have signed. */
export interface TrustedKey {
  readonly key: KeyObject;
  readonly validFrom?: Date | undefined;
  readonly validUntil?: Date | undefined;
}

export type Trust = 'trusted' | 'unknown-key' | 'expired-key' | 'bad-signature';

/** The public keys that verifications trust: that of today, and those that signed before it. */
export class KeyRing {
  private keys: ReadonlyMap<string, TrustedKey> = new Map();

  /** `read` is asked again and again, so that a new key needs no restart of the instances that only check it. */
  constructor(
    private readonly read: () => readonly TrustedKey[],
    private readonly own?: KeyObject,
  ) {
    this.reload();
  }

  static of(...publicKeys: readonly KeyObject[]): KeyRing {
    return new KeyRing(() => publicKeys.map((key) => ({ key })));
  }

  get isEmpty(): boolean {
    return this.keys.size === 0;
  }

  /** @throws when a file of the list is gone or is no public key */
  reload(): void {
    const own = this.own ? [{ key: createPublicKey(this.own) }] : [];
    this.keys = new Map([...own, ...this.read()].map((trusted) => [keyIdOf(trusted.key), trusted]));
  }

  trustIn(checkpoint: AuditCheckpoint | NumberedCheckpoint): Trust {
    const candidates = isNumbered(checkpoint)
      ? [this.keys.get(checkpoint.keyId)].filter((one) => one !== undefined)
      : [...this.keys.values()];
    if (candidates.length === 0) return 'unknown-key';
    const signer = candidates.find(({ key }) => isSigned(checkpoint, key));
    if (!signer) return 'bad-signature';
    return isValidAt(signer, Date.parse(checkpoint.signedAt)) ? 'trusted' : 'expired-key';
  }
}

const isValidAt = ({ validFrom, validUntil }: TrustedKey, ms: number): boolean =>
  !(validFrom && ms < validFrom.getTime()) && !(validUntil && ms > validUntil.getTime());
