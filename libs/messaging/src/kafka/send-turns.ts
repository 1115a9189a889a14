/** Kafka acknowledges in some milliseconds. A broker that needs longer has stopped, and must not stop the others. */
const TURN_MS = 50;

/**
 * One send to a topic at a time, while Kafka is quick: meanwhile records gather for the other partitions, and a request
 * costs the brokers the same with one record or a hundred. Partitions send in the order in which they ask.
 */
export class SendTurns {
  private isTaken = false;
  private readonly waiting: (() => void)[] = [];

  /** Begins at once or later. `end` ends the turn, and so do `TURN_MS`. */
  ask(begin: (end: () => void) => void): void {
    if (this.isTaken) this.waiting.push(() => this.begin(begin));
    else this.begin(begin);
  }

  private begin(begin: (end: () => void) => void): void {
    this.isTaken = true;
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.isTaken = false;
      this.waiting.shift()?.();
    };
    const timer = setTimeout(end, TURN_MS);
    begin(end);
  }
}
