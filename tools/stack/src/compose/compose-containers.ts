import type { ComposeProject } from './compose-project.js';
import { ContainerProcess } from './container-process.js';

/** The containers of a project as Docker last showed them; the same object for the same place, whatever runs in it. */
export class ComposeContainers {
  readonly #known = new Map<string, Map<number, ContainerProcess>>();
  #looking: Promise<void> | null = null;
  #again: Promise<void> | null = null;

  constructor(
    private readonly project: ComposeProject,
    private readonly onChange: () => void,
  ) {}

  /** Those of a service, by number. */
  of(service: string): ContainerProcess[] {
    const numbered = [...(this.#known.get(service) ?? [])].sort(([a], [b]) => a - b);
    return numbered.map(([, container]) => container);
  }

  /** A look that begins now or later, never one that had begun before: many calls at once become one. */
  readonly look = (): Promise<void> => {
    if (this.#looking === null)
      return (this.#looking = this.#lookNow().finally(() => (this.#looking = null)));
    this.#again ??= this.#looking
      .catch(() => undefined)
      .then(() => {
        this.#again = null;
        return this.look();
      });
    return this.#again;
  };

  async #lookNow(): Promise<void> {
    const found = await this.project.containers();
    for (const [service, numbers] of this.#known)
      for (const number of numbers.keys())
        if (!found.some((one) => one.service === service && one.number === number)) numbers.delete(number);
    for (const container of found) {
      const numbers = this.#known.get(container.service) ?? new Map<number, ContainerProcess>();
      this.#known.set(container.service, numbers);
      const known = numbers.get(container.number);
      if (known) known.update(container);
      else numbers.set(container.number, this.#made(container));
    }
    this.onChange();
  }

  #made(container: Parameters<ContainerProcess['update']>[0]): ContainerProcess {
    // `kafka-2` and `postgres` are one of a kind.
    const { service, number } = container;
    const name = /^(kafka-\d|postgres)$/.test(service) ? service : `${service}-${number}`;
    return new ContainerProcess(name, container, this.project, this.look);
  }
}
