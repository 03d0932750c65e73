import type { Policy } from '../policy.js';
import { CALL_AND_SHIFT_RULES } from './call-and-shift-rules.js';
import {
  DAY_RULES,
  DEFAULT_COLLECTION_HOURS,
  PROBARE_OFFER_HOURS,
  STATE_COLLECTION_HOURS,
  STATE_OFFER_HOURS,
} from './hour-rules.js';
import { PERSON_RULES } from './person-rules.js';
import { TRAFFIC_RULES } from './traffic-rules.js';

/** The default: everything in force, what is of unknown status too, and cautious figures where the law sets none. */
export const BRASIL_2026: Policy = {
  id: 'brasil-2026',
  version: '1',
  title: 'Brasil 2026',
  base: null,
  validFrom: '2005-01-01',
  validTo: null,
  rules: [
    ...TRAFFIC_RULES,
    ...STATE_COLLECTION_HOURS,
    DEFAULT_COLLECTION_HOURS,
    PROBARE_OFFER_HOURS,
    ...STATE_OFFER_HOURS,
    ...DAY_RULES,
    ...PERSON_RULES,
    ...CALL_AND_SHIFT_RULES,
  ],
};
