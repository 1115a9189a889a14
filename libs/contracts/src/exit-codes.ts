/**
 * EX_CONFIG of sysexits.h: the configuration is wrong, or the database was lost. A restart does not help: an operator
 * has to act first.
 */
export const EX_CONFIG = 78;
