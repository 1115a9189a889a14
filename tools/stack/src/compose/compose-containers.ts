import type { ComposeProject } from './compose-project.js';
import { ContainerProcess } from './container-process.js';

/** The containers of a project, as Docker last listed them. A service and a number always give the same object. */
export class ComposeContainers {
  private readonly known = new Map<string, Map<number, ContainerProcess>>();
  private refreshing: Promise<void> | null = null;
  private nextRefresh: Promise<void> | null = null;

  constructor(
    private readonly project: ComposeProject,
    private readonly onChange: () => void,
  ) {}

  /** The containers of a service, by number. */
  of(service: string): ContainerProcess[] {
    const numbered = [...(this.known.get(service) ?? [])].sort(([a], [b]) => a - b);
    return numbered.map(([, container]) => container);
  }

  /** Asks Docker for the containers, never before the call. Calls at the same time share one question. */
  readonly refresh = (): Promise<void> => {
    if (this.refreshing === null)
      return (this.refreshing = this.refreshNow().finally(() => (this.refreshing = null)));
    this.nextRefresh ??= this.refreshing
      .catch(() => undefined)
      .then(() => {
        this.nextRefresh = null;
        return this.refresh();
      });
    return this.nextRefresh;
  };

  private async refreshNow(): Promise<void> {
    const found = await this.project.containers();
    for (const [service, numbers] of this.known)
      for (const number of numbers.keys())
        if (!found.some((one) => one.service === service && one.number === number)) numbers.delete(number);
    for (const container of found) {
      const numbers = this.known.get(container.service) ?? new Map<number, ContainerProcess>();
      this.known.set(container.service, numbers);
      const known = numbers.get(container.number);
      if (known) known.update(container);
      else numbers.set(container.number, this.create(container));
    }
    this.onChange();
  }

  private create(container: Parameters<ContainerProcess['update']>[0]): ContainerProcess {
    // `kafka-2` and `postgres` have one container each.
    const { service, number } = container;
    const name = /^(kafka-\d|postgres)$/.test(service) ? service : `${service}-${number}`;
    return new ContainerProcess(name, container, this.project, this.refresh);
  }
}
