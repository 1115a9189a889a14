import type { ChargeView } from '@peaje/contracts';
import { create } from 'zustand';
import { newKey } from '../http/new-key.js';
import { jsonBody, Problem, request, requestText } from '../http/request.js';
import { keep, kept } from '../shell/kept.js';
import { isTalk } from '../shell/settings.js';
import { noteOwn } from './own-charges.js';
import {
  GATE,
  isFull,
  keepPassage,
  mayPassLater,
  passagesOf,
  settle,
  TOLL,
  toNdjson,
  type Delivery,
  type PassageLine,
} from './passages.js';

export interface Car {
  readonly id: number;
  readonly phase: 'coming' | 'at-gate' | 'through' | 'turned-back';
}

/** What the gate was told about the last car. `stored`: it had no line or no answer for good, and the car passed. */
export type LastPassage =
  | { readonly kind: 'accepted'; readonly charge: ChargeView; readonly status: number; readonly ms: number }
  | { readonly kind: 'refused'; readonly error: unknown; readonly status: number; readonly ms: number }
  | { readonly kind: 'stored'; readonly offline: boolean };

interface GateState {
  readonly cardToken: string;
  /** Cars a minute. */
  readonly rate: number;
  readonly offline: boolean;
  readonly cars: readonly Car[];
  readonly passed: number;
  readonly refused: number;
  readonly last: LastPassage | null;
  readonly kept: readonly PassageLine[];
  readonly sending: boolean;
  readonly delivery: Delivery | null;
  readonly deliveryError: unknown;
}

const KEPT = 'passages';

/** It lives beside the page's components: cars go on while one looks at another view. */
export const useGate = create<GateState>()(() => ({
  cardToken: 'card_rich',
  rate: 0,
  offline: false,
  cars: [],
  passed: 0,
  refused: 0,
  last: null,
  kept: passagesOf(kept(KEPT)),
  sending: false,
  delivery: null,
  deliveryError: null,
}));

export const useIsFull = (): boolean => useGate(({ kept }) => isFull(kept));

const { getState: now, setState: set } = useGate;

const APPROACH_MS = 500;
const LEAVE_MS = 900;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

const keepAll = (passages: readonly PassageLine[]): void => {
  keep(KEPT, JSON.stringify(passages));
  set({ kept: passages });
};

const moveCar = (id: number, phase: Car['phase']): void =>
  set(({ cars }) => ({ cars: cars.map((car) => (car.id === id ? { id, phase } : car)) }));

const judge = async ({ id, ...passage }: PassageLine): Promise<LastPassage> => {
  const begun = performance.now();
  try {
    const answer = await request<ChargeView>(
      '/v1/toll-passages',
      jsonBody(passage, { 'Idempotency-Key': id }),
    );
    noteOwn(answer.body);
    return { kind: 'accepted', charge: answer.body, status: answer.status, ms: answer.ms };
  } catch (error) {
    const status = error instanceof Problem ? error.status : 0;
    return { kind: 'refused', error, status, ms: Math.round(performance.now() - begun) };
  }
};

const isOpen = (answer: LastPassage): boolean => answer.kind === 'refused' && mayPassLater(answer.status);

const pass = async (passage: PassageLine): Promise<LastPassage> => {
  const { offline } = now();
  const answer = offline ? null : await judge(passage);
  // Without an answer for good nobody knows whether it is charged. With the same key a repetition is harmless.
  if (answer !== null && !isOpen(answer)) return answer;
  keepAll(keepPassage(now().kept, passage));
  return { kind: 'stored', offline };
};

let cars = 0;

export const oneCar = async (): Promise<void> => {
  // It has no place for the passage of another car, and none may be lost.
  if (isFull(now().kept)) return setRate(0);
  const id = ++cars;
  set((state) => ({ cars: [...state.cars, { id, phase: 'coming' }] }));
  await pause(APPROACH_MS);
  moveCar(id, 'at-gate');
  const card = { token: now().cardToken };
  const last = await pass({
    id: newKey(),
    ...GATE,
    card,
    amount: TOLL,
    passedAt: new Date().toISOString(),
  });
  const through = last.kind !== 'refused';
  moveCar(id, through ? 'through' : 'turned-back');
  set(({ passed, refused }) => ({
    last,
    passed: passed + Number(through),
    refused: refused + Number(!through),
  }));
  await pause(LEAVE_MS);
  set((state) => ({ cars: state.cars.filter((car) => car.id !== id) }));
};

let timer: ReturnType<typeof setInterval> | undefined;

export const setRate = (rate: number): void => {
  clearInterval(timer);
  set({ rate });
  // Cars come while another view is shown, so the talk mode ends them here and not in the card of the street.
  if (rate > 0) timer = setInterval(() => (isTalk() ? setRate(0) : void oneCar()), 60_000 / rate);
};

export const setOffline = (offline: boolean): void => set({ offline });
export const chooseGateCard = (cardToken: string): void => set({ cardToken });

/** All passages that were kept, as one request. Passages that come meanwhile are kept behind them. */
export const sendKept = async (): Promise<void> => {
  const sent = now().kept;
  set({ sending: true, delivery: null, deliveryError: null });
  try {
    const { body } = await requestText('/v1/toll-passages', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: toNdjson(sent),
    });
    const { stay, charges, delivery } = settle(sent, body);
    charges.forEach(noteOwn);
    keepAll([...stay, ...now().kept.slice(sent.length)]);
    set({ delivery });
  } catch (error) {
    set({ deliveryError: error });
  }
  set({ sending: false });
};
