import { useQuery } from '@tanstack/react-query';
import { useTalk } from '../shell/settings.js';
import { useWords } from '../words/use-words.js';
import { read } from './request.js';

/** `why`: the reason in one plain sentence when it is not allowed. */
export interface May {
  readonly allowed: boolean;
  readonly why: string | null;
}

export interface DemoCard {
  readonly token: string;
  readonly product: 'credit' | 'debit' | 'prepaid';
  readonly last4: string;
  readonly accountId: string;
}

type Action = 'charge' | 'toll' | 'operate' | 'phone' | 'read';

interface BoardView {
  readonly may: Readonly<Record<Action, May>>;
  readonly cards: readonly DemoCard[];
  /** False: the bank did not answer for each of them. */
  readonly cardsComplete: boolean;
}

const ACTIONS: readonly Action[] = ['charge', 'toll', 'operate', 'phone', 'read'];
const NOT_YET: May = { allowed: false, why: null };
const NO_CARDS: readonly DemoCard[] = [];
const CARDS_AGAIN_MS = 5_000;

const each = (may: (action: Action) => May) =>
  Object.fromEntries(ACTIONS.map((action) => [action, may(action)])) as Record<Action, May>;

/** What this board may do, with the reason where it may not. In talk mode it shows, and does nothing. */
export const useBoardAbilities = () => {
  const { t } = useWords();
  const talk = useTalk();
  const board = useQuery({
    queryKey: ['board'],
    queryFn: ({ signal }) => read<BoardView>('/v1/board', signal),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state: { data } }) => (data?.cardsComplete === false ? CARDS_AGAIN_MS : false),
    // Every part of the page asks. After a failure the visitor asks again, not each part that is drawn.
    retryOnMount: false,
  });
  const known = each((action) => board.data?.may[action] ?? NOT_YET);
  const silent: May = { allowed: false, why: t('shell.talk.why') };
  return {
    may: talk ? { ...each(() => silent), phone: known.phone, read: known.read } : known,
    cards: board.data?.cards ?? NO_CARDS,
    cardsComplete: board.data?.cardsComplete ?? true,
    loading: board.isPending,
    error: board.error,
    refetch: () => void board.refetch(),
  };
};
