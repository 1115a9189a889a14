/** Since when this process knows each chain. A record's own time is its sender's choice. */
export class ChainSightings {
  private readonly since = new Map<string, number>();

  note(chains: Iterable<string>): void {
    const now = performance.now();
    for (const chain of chains) if (!this.since.has(chain)) this.since.set(chain, now);
  }

  knownForMs(chain: string): number {
    return performance.now() - (this.since.get(chain) ?? performance.now());
  }
}
