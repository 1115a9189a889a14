import { Pause, Play, Rows3, SkipBack, SkipForward } from 'lucide-react';
import { Button } from '../parts/button.js';
import { classNames } from '../parts/class-names.js';
import { useWords } from '../words/use-words.js';
import { type Player, type Press, SLOWER, type Speed, SPEEDS } from './player.js';

interface Props {
  readonly player: Player;
  readonly count: number;
  readonly onPress: (press: Press) => void;
}

export function PlayerBar({ player: { shown, isPlaying, speed }, count, onPress }: Props) {
  const { t } = useWords();
  const isWhole = shown >= count && !isPlaying;
  return (
    <div
      role="group"
      aria-label={t('journey.play.label')}
      className="flex flex-wrap items-center gap-x-2 gap-y-2"
    >
      {isPlaying ? (
        <Button icon={<Pause size={16} aria-hidden />} onClick={() => onPress({ press: 'pause' })}>
          {t('journey.play.pause')}
        </Button>
      ) : (
        <Button
          look="primary"
          icon={<Play size={16} aria-hidden />}
          onClick={() => onPress({ press: 'play' })}
        >
          {t('journey.play.play')}
        </Button>
      )}
      <Button
        icon={<SkipBack size={16} aria-hidden />}
        disabled={shown <= 1}
        onClick={() => onPress({ press: 'back' })}
      >
        {t('journey.play.back')}
      </Button>
      <Button icon={<SkipForward size={16} aria-hidden />} onClick={() => onPress({ press: 'step' })}>
        {t('journey.play.step')}
      </Button>
      <Button
        icon={<Rows3 size={16} aria-hidden />}
        disabled={isWhole}
        onClick={() => onPress({ press: 'whole' })}
      >
        {t('journey.play.whole')}
      </Button>
      <Speeds speed={speed} onChoose={(one) => onPress({ press: 'speed', speed: one })} />
      <p className="figures text-xs text-ink-soft" title={t('journey.play.slow', { ms: SLOWER })}>
        {t('journey.play.at', { shown: Math.min(shown, count), count })}
      </p>
    </div>
  );
}

interface SpeedsProps {
  readonly speed: Speed;
  readonly onChoose: (speed: Speed) => void;
}

function Speeds({ speed, onChoose }: SpeedsProps) {
  const { t, language } = useWords();
  return (
    <div
      role="radiogroup"
      aria-label={t('journey.play.speed')}
      className="flex rounded-sm border border-line-strong"
    >
      {SPEEDS.map((one) => (
        <label
          key={one}
          className={classNames(
            'figures relative inline-flex min-h-9 min-w-10 cursor-pointer items-center justify-center px-2 text-xs first:rounded-l-sm last:rounded-r-sm has-focus-visible:outline-2 has-focus-visible:outline-accent',
            one === speed ? 'bg-accent-soft font-semibold text-accent' : 'text-ink-soft hover:bg-raised',
          )}
        >
          <input
            type="radio"
            name="speed"
            className="absolute inset-0 cursor-pointer appearance-none outline-none"
            checked={one === speed}
            onChange={() => onChoose(one)}
          />
          ×{one.toLocaleString(language)}
        </label>
      ))}
    </div>
  );
}
