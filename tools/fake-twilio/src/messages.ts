import { randomBytes } from 'node:crypto';

export interface Message {
  readonly sid: string;
  readonly accountSid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly receivedAt: Date;
}

const KEPT = 10_000;

export const newSid = (): string => `SM${randomBytes(16).toString('hex')}`;

/** What was accepted, in memory; the oldest make room. */
export class Messages {
  private readonly bySid = new Map<string, Message>();

  accept(message: Omit<Message, 'sid' | 'receivedAt'>): Message {
    const accepted = { ...message, sid: newSid(), receivedAt: new Date() };
    this.bySid.set(accepted.sid, accepted);
    if (this.bySid.size > KEPT) this.bySid.delete(this.bySid.keys().next().value!);
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
