import { grown, type Player, pressed, waitMs, wholeJourney } from './player.js';

const COUNT = 4;
const press = (player: Player, ...names: ('play' | 'pause' | 'step' | 'back' | 'whole' | 'tick')[]): Player =>
  names.reduce((now, name) => pressed(now, { press: name }, COUNT), player);
const whole = wholeJourney(COUNT);

it('shows the whole journey until somebody plays it', () => {
  expect(whole).toEqual({ shown: 4, isPlaying: false, speed: 1 });
});

it('plays from the first stop to the last, and then stands still', () => {
  const playing = press(whole, 'play');
  expect(playing).toMatchObject({ shown: 1, isPlaying: true });
  expect(press(playing, 'tick', 'tick')).toMatchObject({ shown: 3, isPlaying: true });
  expect(press(playing, 'tick', 'tick', 'tick')).toMatchObject({ shown: 4, isPlaying: false });
  expect(press(playing, 'tick', 'tick', 'tick', 'tick')).toMatchObject({ shown: 4 });
});

it('goes on where it was paused; a tick that comes after the pause does nothing', () => {
  const paused = press(whole, 'play', 'tick', 'pause', 'tick');
  expect(paused).toMatchObject({ shown: 2, isPlaying: false });
  expect(press(paused, 'play')).toMatchObject({ shown: 2, isPlaying: true });
});

it('steps forward and back by one, and not before the first', () => {
  expect(press(whole, 'step')).toMatchObject({ shown: 1, isPlaying: false });
  expect(press(whole, 'step', 'step', 'back', 'back')).toMatchObject({ shown: 1 });
  expect(press(whole, 'step', 'whole')).toMatchObject({ shown: 4 });
});

it('a stop that is added is shown in a whole journey, and waits its turn in one that is being played', () => {
  expect(grown(whole, 4, 5)).toMatchObject({ shown: 5 });
  expect(grown(press(whole, 'step'), 4, 5)).toMatchObject({ shown: 1 });
});

it('waits in proportion to the time between two stops, within bounds, and faster at a higher speed', () => {
  const since = [0, 20, null, 5_000];
  expect(waitMs({ ...whole, shown: 1 }, since)).toBe(800);
  expect(waitMs({ ...whole, shown: 1, speed: 4 }, since)).toBe(200);
  expect(waitMs({ ...whole, shown: 2 }, since)).toBe(350);
  expect(waitMs({ ...whole, shown: 1 }, [0, 5_000])).toBe(2_000);
});
