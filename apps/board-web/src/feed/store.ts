import { create } from 'zustand';
import { nothingYet, type FeedState } from './state.js';

export type { FeedRecord, FeedState, LogLine } from './state.js';

/** The last that the stream has said. `useFeed((state) => state.brokers)` renders when the brokers change. */
export const useFeed = create<FeedState>()(() => nothingYet(Date.now()));
