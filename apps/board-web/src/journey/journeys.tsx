import { useQuery } from '@tanstack/react-query';
import type { JourneyView, PhoneView } from '@peaje/contracts';
import { useMemo } from 'react';
import { useFeed } from '../feed/store.js';
import { useBoardAbilities } from '../http/board-abilities.js';
import { read } from '../http/request.js';
import { useRecord } from '../http/use-record.js';
import { Card } from '../parts/card.js';
import { useWords } from '../words/use-words.js';
import { parkedAt, type ParkedMark, requestPlace } from './marks.js';
import { NotYetLine } from './not-yet-line.js';
import { PlayerBar } from './player-bar.js';
import { callerOf } from './step-words.js';
import { useSentence } from './stop-card.js';
import { placeText, type Stop } from './stops.js';
import { textsOf, textsVersion } from './texts.js';
import { Timeline } from './timeline.js';
import type { FollowedJourney } from './use-journey.js';
import { usePlayer } from './use-player.js';

/** One journey: the player, the two-sided time axis, and the same in sentences. */
export function WholeJourney({ journey: { view, stops, missing } }: { readonly journey: FollowedJourney }) {
  const { t } = useWords();
  const [player, press] = usePlayer(stops);
  const { parked, texts } = useSurroundings(view);
  const caller = callerOf(view);
  const isWhole = player.shown >= stops.length && !player.isPlaying;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <PlayerBar player={player} count={stops.length} onPress={press} />
        <NotYetLine missing={missing} />
      </div>
      <Timeline
        {...{ stops, caller, isWhole, parked, texts }}
        shown={isWhole ? stops.length : player.shown}
        label={t('journey.title')}
      />
      <Sentences stops={stops} caller={caller} current={isWhole ? null : (stops[player.shown - 1] ?? null)} />
    </>
  );
}

/** Two journeys on one scale of steps: sync left, async right, as they were asked for. */
export function SideBySide({ both }: { readonly both: readonly [FollowedJourney, FollowedJourney] }) {
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
      {both.map((journey) => (
        <OneOfTwo key={journey.view.chargeId} journey={journey} />
      ))}
    </div>
  );
}

function OneOfTwo({ journey: { view, stops, missing } }: { readonly journey: FollowedJourney }) {
  const { t } = useWords();
  const { parked, texts } = useSurroundings(view);
  const caller = callerOf(view);
  const title = t(`journey.kind.${caller}`);
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-3">
      <h2 className="text-sm font-semibold">{title}</h2>
      <NotYetLine missing={missing} />
      <Timeline {...{ stops, caller, parked, texts }} shown={stops.length} isWhole narrow label={title} />
    </section>
  );
}

interface SentencesProps {
  readonly stops: readonly Stop[];
  readonly caller: 'shop' | 'toll';
  readonly current: Stop | null;
}

function Sentences({ stops, caller, current }: SentencesProps) {
  const { t } = useWords();
  const sentence = useSentence(caller);
  return (
    <Card title={t('journey.say.title')}>
      <p aria-live="polite" className="sr-only">
        {current && sentence(current)}
      </p>
      <ol className="flex max-w-prose list-decimal flex-col gap-1 pl-6 text-ink-soft marker:text-xs">
        {stops.map((stop) => (
          <li key={stop.id} className="[overflow-wrap:anywhere]">
            {sentence(stop)}
          </li>
        ))}
      </ol>
    </Card>
  );
}

const NO_LETTERS: Parameters<typeof parkedAt>[0] = [];

const NO_TEXTS: PhoneView['items'] = [];

/** What other places say of the charge: dead letters of the feed, and the texts on the telephone of the holder. */
function useSurroundings(view: JourneyView): {
  parked: ReadonlyMap<string, readonly ParkedMark[]>;
  texts: ReadonlyMap<string, string>;
} {
  const letters = useFeed(({ deadLetters }) => deadLetters?.items ?? NO_LETTERS);
  const place = requestPlace(view);
  const hasLetters = letters.some(({ heads }) => heads.length > 0);
  const version = textsVersion(view.steps);
  const isTexted = version !== null;
  const { may } = useBoardAbilities();
  const { data: request } = useRecord(
    place && (hasLetters || (isTexted && may.phone.allowed)) ? placeText(place) : null,
  );
  const key = request?.key ?? null;
  const accountId = isTexted && may.phone.allowed ? key : null;
  const { data: phone } = useQuery({
    queryKey: ['phone', accountId, view.chargeId, version],
    queryFn: ({ signal }) =>
      read<PhoneView>(`/v1/phone?accountId=${encodeURIComponent(String(accountId))}`, signal),
    enabled: accountId !== null,
    staleTime: Infinity,
    retry: false,
    placeholderData: (before, of) => (of?.queryKey[2] === view.chargeId ? before : undefined),
  });
  const texts = useMemo(() => textsOf(phone?.items ?? NO_TEXTS, view.chargeId), [phone, view.chargeId]);
  const parked = useMemo(
    () =>
      new Map(
        view.steps.flatMap((step) =>
          step.step === 'published' || step.step === 'outcome-published'
            ? [[placeText(step.record), parkedAt(letters, step.record, key)] as const]
            : [],
        ),
      ),
    [view, letters, key],
  );
  return { parked, texts };
}
