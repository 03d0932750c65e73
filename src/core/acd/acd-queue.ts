import type { QueueId } from '../kernel/ids.js';
import { MINUTE, SECOND } from '../kernel/time.js';
import type { InboundGoal } from '../sizing/erlang-a.js';
import type { AnnouncementPlan } from './announcement.js';
import type { CallbackRules } from './callback-offer.js';
import type { OverflowRule } from './overflow.js';
import type { SelectionStrategy } from './select-agent.js';
import type { ServiceHours } from './service-hours.js';
import type { SkillNeed } from './skill.js';

/** Everything an operation may set for a queue of callers. Milliseconds and shares in 0..1 throughout. */
export interface AcdQueue {
  readonly id: QueueId;
  readonly name: string;
  /** Higher goes first. @default 0 */
  readonly priority: number;
  readonly strategy: SelectionStrategy;
  readonly needs: readonly SkillNeed[];
  /** How long an agent may take to accept. */
  readonly offerMs: number;
  /** How long who declined a call is not offered it again. */
  readonly declineMs: number;
  /** How long the agent whom a caller knows is alone offered his call. */
  readonly stickyMs: number;
  /** Service level (INS) and abandonment (IAB) to keep. */
  readonly goal: InboundGoal;
  /** First guesses, until calls have taught better. */
  readonly handleGuessMs: number;
  readonly patienceGuessMs: number;
  readonly hours: ServiceHours;
  readonly overflow: readonly OverflowRule[];
  readonly announcements: AnnouncementPlan;
  /** null: nobody is offered to be called back. */
  readonly callback: CallbackRules | null;
  readonly wrapUpLimitMs: number;
}

/** Open round the clock, by Brasília's clock. */
const ALWAYS: ServiceHours = {
  zone: 'America/Sao_Paulo',
  weekday: [{ fromMs: 0, toMs: 86_400_000 }],
  saturday: [{ fromMs: 0, toMs: 86_400_000 }],
  sunday: [{ fromMs: 0, toMs: 86_400_000 }],
  holiday: null,
  holidayUfs: [],
  holidayMunicipalities: [],
  days: {},
};

/** What a queue is unless said otherwise: 90 % within 10 s. */
export const ACD_QUEUE_DEFAULTS = {
  priority: 0,
  strategy: 'longest_idle',
  needs: [],
  offerMs: 15 * SECOND,
  declineMs: 30 * SECOND,
  stickyMs: 0,
  goal: { serviceLevel: 0.9, withinSeconds: 10, shortSeconds: 2 },
  handleGuessMs: 4 * MINUTE,
  patienceGuessMs: 3 * MINUTE,
  hours: ALWAYS,
  overflow: [],
  announcements: {
    firstMs: 20 * SECOND,
    everyMs: 45 * SECOND,
    sayPosition: true,
    sayWait: true,
    mostMinutes: 10,
  },
  callback: null,
  wrapUpLimitMs: 30 * SECOND,
} as const satisfies Omit<AcdQueue, 'id' | 'name'>;
