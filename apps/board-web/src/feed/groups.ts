import type { Group } from './state.js';

/** Kafka gives the partitions of the group out, and nobody in it receives anything. Pure. */
export const isRebalancing = ({ state }: Pick<Group, 'state'>): boolean => state.endsWith('Rebalance');

/** The sum over the partitions whose end the board knows. Pure. */
export const knownLag = ({ partitions }: Pick<Group, 'partitions'>): number =>
  partitions.reduce((sum, { lag }) => sum + (lag ?? 0), 0);
