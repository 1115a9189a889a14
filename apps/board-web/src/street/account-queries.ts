import type { AccountView, CardView, DebtView, Page, PostingView } from '@peaje/contracts';
import { queryOptions, useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { FeedRecord } from '../feed/store.js';
import { useBoardAbilities, type DemoCard } from '../http/board-abilities.js';
import { read } from '../http/request.js';
import { onNewRecords } from './new-records.js';
import { isOutcome } from './road-dots.js';

type HolderView = Omit<NonNullable<AccountView['holder']>, 'phone'>;
export type ShownAccount = Omit<AccountView, 'holder'> & { readonly holder: HolderView | null };

interface Text {
  readonly id: string;
  readonly chargeId?: string | null;
  readonly text: string;
  readonly at: string;
  readonly status: string | null;
}

const POSTINGS = 7;
const PHONE_POLL_MS = 5_000;

export const accountQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId],
    queryFn: ({ signal }) => read<ShownAccount>(`/v1/accounts/${accountId}`, signal),
  });

export const postingsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'postings'],
    queryFn: ({ signal }) =>
      read<Page<PostingView>>(`/v1/accounts/${accountId}/postings?limit=${POSTINGS}`, signal),
  });

export const phoneQuery = (accountId: string, enabled: boolean) =>
  queryOptions({
    queryKey: ['account', accountId, 'phone'],
    queryFn: ({ signal }) =>
      read<{ items: readonly Text[] }>(`/v1/phone?accountId=${encodeURIComponent(accountId)}`, signal),
    refetchInterval: PHONE_POLL_MS,
    enabled,
  });

export const cardQuery = (token: string) =>
  queryOptions({
    queryKey: ['card', token],
    queryFn: ({ signal }) => read<CardView>(`/v1/cards/${token}`, signal),
  });

export const debtsQuery = queryOptions({
  queryKey: ['debts'],
  queryFn: ({ signal }) => read<Page<DebtView>>('/v1/debts?limit=5', signal),
});

export interface NamedCard extends DemoCard {
  /** Null: the account has no holder, or is not known yet. */
  readonly holder: HolderView | null;
}

export const useCards = (): readonly NamedCard[] => {
  const { cards } = useBoardAbilities();
  const accounts = useQueries({ queries: cards.map(({ accountId }) => accountQuery(accountId)) });
  return cards.map((card, at) => ({ ...card, holder: accounts[at]?.data?.holder ?? null }));
};

/** Money moves with the decision; the text comes a moment later. */
const REFETCH_AFTER_MS = [150, 900, 2_500];

/** Runs `refetch` in rounds. What comes during a round gets a round of its own behind it, however much comes. */
function inRounds(refetch: () => void) {
  let timers: ReturnType<typeof setTimeout>[] = [];
  let more = false;
  const begin = (): void => {
    more = false;
    timers = REFETCH_AFTER_MS.map((ms) => setTimeout(refetch, ms));
    timers.push(setTimeout(end, REFETCH_AFTER_MS.at(-1)));
  };
  const end = (): void => {
    timers = [];
    if (more) begin();
  };
  return {
    ask: (): void => (timers.length > 0 ? void (more = true) : begin()),
    stop: (): void => timers.forEach(clearTimeout),
  };
}

/** Asks again for what a decision of this account changes. */
export const useFreshAccount = (accountId: string | undefined): void => {
  const client = useQueryClient();
  useEffect(() => {
    if (accountId === undefined) return undefined;
    const rounds = inRounds(() => {
      for (const queryKey of [['account', accountId], ['debts'], ['card']])
        void client.invalidateQueries({ queryKey });
    });
    const ofAccount = ({ key, charge }: FeedRecord) =>
      key === accountId && charge !== null && isOutcome(charge.status);
    const stop = onNewRecords((records) => {
      if (records.some(ofAccount)) rounds.ask();
    }, 'take-all');
    return () => {
      stop();
      rounds.stop();
    };
  }, [client, accountId]);
};
