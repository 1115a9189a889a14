import type {
  AccountView,
  CardView,
  ChangeCardBody,
  DepositBody,
  IssueCardBody,
  OpenAccountBody,
  Page,
  PostingView,
} from '@peaje/contracts';

/** Whether something was made now or was there already with the same contents: asking twice is asking once. */
export interface Made<T> {
  readonly created: boolean;
  readonly value: T;
}

export interface DepositOrder {
  readonly accountId: string;
  readonly callerId: string;
  readonly idempotencyKey: string;
  readonly amount: DepositBody['amount'];
}

export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The port to accounts and what the bank's staff does with them. */
export abstract class Accounts {
  /** @throws Refusal already-exists when the id is taken with other contents. */
  abstract open(body: OpenAccountBody): Promise<Made<AccountView>>;
  /** @throws Refusal not-found */
  abstract get(id: string): Promise<AccountView>;
  /** Newest first. @throws Refusal not-found */
  abstract postings(id: string, page: PageRequest): Promise<Page<PostingView>>;
  /** @throws Refusal not-found, idempotency-key-reused */
  abstract deposit(order: DepositOrder): Promise<Made<PostingView>>;
}

/** The port to cards. Token, account and product of a card never change. */
export abstract class Cards {
  /** @throws Refusal already-exists, unknown-account */
  abstract issue(body: IssueCardBody): Promise<Made<CardView>>;
  /** @throws Refusal not-found */
  abstract get(token: string): Promise<CardView>;
  /** @throws Refusal not-found */
  abstract change(token: string, change: ChangeCardBody): Promise<CardView>;
}
