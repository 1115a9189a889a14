import type { Caller } from '@peaje/chassis';

/** What the board's own key may see, and so what the board shows. Without a key: positions, types and times. */
export class Sight {
  constructor(private readonly caller: Caller | undefined) {}

  /** The bank sees everything but personal data, which the board does not read. */
  get isOfBank(): boolean {
    return this.caller?.role === 'bank-operator';
  }

  /** A merchant and a gate operator see their own charges. */
  seesChargesOf(merchantId: string): boolean {
    return this.isOfBank || this.caller?.id === merchantId;
  }
}
