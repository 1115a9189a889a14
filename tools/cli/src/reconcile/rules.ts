import type { Rule } from './rule.js';
import { decisionRules } from './rules/decisions.js';
import { noticeRules } from './rules/notices.js';
import { outcomeRules } from './rules/outcomes.js';
import { postingRules } from './rules/postings.js';
import { recordRules } from './rules/records.js';
import { requestRules } from './rules/requests.js';

/** In the order of a charge's life. */
export const RULES: readonly Rule[] = [
  ...requestRules,
  ...decisionRules,
  ...postingRules,
  ...outcomeRules,
  ...noticeRules,
  ...recordRules,
];
