import { randomBytes } from 'node:crypto';

export interface Message {
  readonly sid: string;
  readonly accountSid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly receivedAt: Date;
}

const MAX_MESSAGES = 10_000;

export const newSid = (): string => `SM${randomBytes(16).toString('hex')}`;

/** The accepted messages, in memory. The oldest make room for new ones. */
export class Messages {
  private readonly bySid = new Map<string, Message>();

  accept(message: Omit<Message, 'sid' | 'receivedAt'>): Message {
    const accepted = { ...message, sid: newSid(), receivedAt: new Date() };
    this.bySid.set(accepted.sid, accepted);
    if (this.bySid.size > MAX_MESSAGES) this.bySid.delete(this.bySid.keys().next().value!);
    return accepted;
  }

  get(sid: string): Message | undefined {
    return this.bySid.get(sid);
  }

  /** Newest first. */
  list(matches: (message: Message) => boolean = () => true): Message[] {
    return [...this.bySid.values()].filter(matches).reverse();
  }
}
