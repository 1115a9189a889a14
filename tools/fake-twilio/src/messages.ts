import { randomUUID } from 'node:crypto';
import { MessageQueue, type Message, type MessageFilter, type PageOfMessages } from './message-queue.js';

/** About 50 MB: what a client sent in the last minutes, at some hundred texts a second. */
export const MAX_MESSAGES = 50_000;

export const newSid = (): string => `SM${randomUUID().replaceAll('-', '')}`;

/** The accepted messages, in memory. The oldest make room for new ones. */
export class Messages {
  private readonly all = new MessageQueue();
  private readonly bySid = new Map<string, Message>();
  /** Indexes: a list never looks at the messages of other recipients, or of other senders. */
  private readonly byRecipient = new Map<string, MessageQueue>();
  private readonly bySender = new Map<string, MessageQueue>();

  constructor(private readonly mostKept = MAX_MESSAGES) {}

  accept(message: Omit<Message, 'sid' | 'receivedAt'>): Message {
    const accepted = { ...message, sid: newSid(), receivedAt: new Date() };
    this.bySid.set(accepted.sid, accepted);
    this.all.add(accepted);
    addTo(this.byRecipient, accepted.to, accepted);
    addTo(this.bySender, accepted.from, accepted);
    if (this.all.size > this.mostKept) this.dropOldest();
    return accepted;
  }

  private dropOldest(): void {
    const { sid, to, from } = this.all.dropOldest()!;
    this.bySid.delete(sid);
    dropFrom(this.byRecipient, to);
    dropFrom(this.bySender, from);
  }

  get(sid: string): Message | undefined {
    return this.bySid.get(sid);
  }

  get count(): number {
    return this.all.size;
  }

  /** Newest first: the messages from `start` on, at most `limit`, and whether there are more. */
  list(filter: MessageFilter = {}, start = 0, limit = Infinity): PageOfMessages {
    const { to, from } = filter;
    const found =
      to !== undefined ? this.byRecipient.get(to) : from !== undefined ? this.bySender.get(from) : this.all;
    return found?.newestFirst(filter, start, limit) ?? { messages: [], more: false };
  }
}

function addTo(index: Map<string, MessageQueue>, key: string, message: Message): void {
  let queue = index.get(key);
  if (!queue) index.set(key, (queue = new MessageQueue()));
  queue.add(message);
}

function dropFrom(index: Map<string, MessageQueue>, key: string): void {
  const queue = index.get(key)!;
  queue.dropOldest();
  if (queue.size === 0) index.delete(key);
}
