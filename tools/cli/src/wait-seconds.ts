/** The wait of a purchase, as the contract has it: `wait-seconds.spec` compares. The contract itself is slow to load. */
export const WAIT_SECONDS = { shortest: 1, usual: 10, longest: 25 } as const;
