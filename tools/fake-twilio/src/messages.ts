import { randomBytes } from 'node:crypto';

export interface Message {
  readonly sid: string;
  readonly accountSid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly receivedAt: Date;
}

export const MAX_MESSAGES = 10_000;

export const newSid = (): string => `SM${randomBytes(16).toString('hex')}`;

/** The accepted messages, in memory. The oldest make room for new ones. */
export class Messages {
  private readonly bySid = new Map<string, Message>();
  /** An index: a client looks texts up by their recipient. */
  private readonly byRecipient = new Map<string, Set<Message>>();

  accept(message: Omit<Message, 'sid' | 'receivedAt'>): Message {
    const accepted = { ...message, sid: newSid(), receivedAt: new Date() };
    this.bySid.set(accepted.sid, accepted);
    this.byRecipient.set(accepted.to, (this.byRecipient.get(accepted.to) ?? new Set()).add(accepted));
    if (this.bySid.size > MAX_MESSAGES) this.drop(this.bySid.values().next().value!);
    return accepted;
  }

  private drop(message: Message): void {
    this.bySid.delete(message.sid);
    const others = this.byRecipient.get(message.to);
    others?.delete(message);
    if (others?.size === 0) this.byRecipient.delete(message.to);
  }

  get(sid: string): Message | undefined {
    return this.bySid.get(sid);
  }

  get count(): number {
    return this.bySid.size;
  }

  /** Newest first, of all recipients unless one is named. */
  list(recipient?: string): Message[] {
    const found = recipient === undefined ? this.bySid.values() : (this.byRecipient.get(recipient) ?? []);
    return [...found].reverse();
  }
}
