import type { AbandonedRules } from '../core/acd/abandoned-callers.js';
import type { AcdQueue } from '../core/acd/acd-queue.js';
import type { AgentDuty } from '../core/acd/agent-duty.js';
import type { AnnouncementPart } from '../core/acd/announcement.js';
import type { InboundLine } from '../core/acd/inbound-line.js';
import type { IvrMenu } from '../core/acd/ivr-menu.js';
import type { ReturnCall } from '../core/acd/return-call.js';
import type { PriorityStepMs } from '../core/acd/waiting-line.js';
import type { HolidayCalendar } from '../core/compliance/calendar/holiday-calendar.js';
import type { QueueId } from '../core/kernel/ids.js';
import type { AgentProfile } from '../ports/agent-store.js';
import type { InboundLeg } from '../ports/media.js';
import type { ForeseenDay } from './queue-outlook.js';

/** Everything an operation sets for calls that come in. Read at each use: a change counts from the next one on. */
export interface InboundPlan {
  readonly queues: ReadonlyMap<QueueId, AcdQueue>;
  readonly priorityStepMs: PriorityStepMs;
  /** Callers with whom nobody spoke are called back; who asked for it is in any case. */
  readonly callsBack: boolean;
  readonly abandoned: AbandonedRules;
  readonly calendar: HolidayCalendar;
  /** The line behind a number, in the trunk's writing; null: not ours, the call is refused. */
  lineOf(called: string): Pick<InboundLine, 'number' | 'campaignId'> | null;
  /** The menu behind a number, in the trunk's writing; null where there is no line. */
  menuOf(called: string): IvrMenu | null;
  /** Where a call waits that lost its menu: after a restart of ours. */
  queueOf(called: string): QueueId | null;
  /** null: takes no calls that come in. */
  dutyOf(profile: AgentProfile): AgentDuty | null;
  /** Whether the call answers one of ours; asked while it rings. A rejection counts as unknown. */
  recognise(inbound: InboundLeg): Promise<ReturnCall>;
  /** What the day's shape promises of a queue at that instant, by how today runs; null: nothing. */
  forecastPerHour(queueId: QueueId, atMs: number): number | null;
  /** Today of a queue by half hours; null: nothing is known of days like it. */
  dayOf(queueId: QueueId): ForeseenDay | null;
  /** Told of each who comes to a queue: how today runs. */
  arrived(queueId: QueueId, atMs: number): void;
  /** The sounds of a piece of an announcement. */
  soundsOf(part: AnnouncementPart): readonly string[];
  /** Told of each change; the result ends it. */
  onChange(listener: () => void): () => void;
}
