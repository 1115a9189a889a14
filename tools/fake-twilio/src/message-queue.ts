export interface Message {
  readonly sid: string;
  readonly accountSid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly receivedAt: Date;
}

/** Which messages to list. What is not named does not matter. */
export interface MessageFilter {
  readonly accountSid?: string | undefined;
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  /** Days in GMT, both inclusive: `2026-11-22`. */
  readonly firstDay?: string | undefined;
  readonly lastDay?: string | undefined;
}

export interface PageOfMessages {
  readonly messages: readonly Message[];
  readonly more: boolean;
}

const dayOf = ({ receivedAt }: Message): string => receivedAt.toISOString().slice(0, 10);

/** Messages in the order in which they came. Each end is reached without a look at the others. */
export class MessageQueue {
  private messages: Message[] = [];
  private first = 0;

  add(message: Message): void {
    this.messages.push(message);
  }

  get size(): number {
    return this.messages.length - this.first;
  }

  dropOldest(): Message | undefined {
    const oldest = this.messages[this.first];
    this.first += 1;
    if (this.first >= this.messages.length / 2) {
      this.messages = this.messages.slice(this.first);
      this.first = 0;
    }
    return oldest;
  }

  newestFirst(filter: MessageFilter, start: number, limit: number): PageOfMessages {
    const { accountSid, to, from, firstDay = '', lastDay } = filter;
    const oldest = this.indexWhere((message) => dayOf(message) >= firstDay);
    const end = lastDay === undefined ? undefined : this.indexWhere((message) => dayOf(message) > lastDay);
    const messages: Message[] = [];
    let skipped = 0;
    for (let at = (end ?? this.messages.length) - 1; at >= oldest; at--) {
      const message = this.messages[at]!;
      if (accountSid !== undefined && message.accountSid !== accountSid) continue;
      if (to !== undefined && message.to !== to) continue;
      if (from !== undefined && message.from !== from) continue;
      if (skipped++ < start) continue;
      if (messages.length >= limit) return { messages, more: true };
      messages.push(message);
    }
    return { messages, more: false };
  }

  /** The first message from which on this is true. */
  private indexWhere(isTrue: (message: Message) => boolean): number {
    let low = this.first;
    let high = this.messages.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isTrue(this.messages[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
