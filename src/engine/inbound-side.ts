import type { Line } from '../core/campaign/campaign.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { AttemptJournal } from './attempt-journal.js';
import { CallerReturns } from './caller-returns.js';
import type { CampaignRoster } from './campaign-roster.js';
import type { CallbackControl } from './engine-control.js';
import type { EnginePorts } from './engine-ports.js';
import type { EventBus } from './event-bus.js';
import type { FactBook } from './fact-book.js';
import type { Fleet } from './fleet.js';
import { InboundDesk } from './inbound-desk.js';
import { InboundRecords } from './inbound-records.js';

/** What of the engine calls that come in stand on. */
interface SideParts {
  readonly bus: EventBus;
  readonly fleet: Fleet;
  readonly floor: AgentFloor;
  readonly journal: AttemptJournal;
  readonly facts: FactBook;
  readonly roster: CampaignRoster;
  readonly lines: () => readonly Line[];
  readonly callbacks: () => CallbackControl;
  /** Who goes on a planned pause soon. */
  readonly goesSoon: (agent: AgentSupervisor) => boolean;
}

/** Everything of an engine that is about calls that come in. */
export interface InboundSide {
  /** Also where none are taken: an engine before us may have left some open. */
  readonly records: InboundRecords;
  readonly returns: CallerReturns | null;
  readonly desk: InboundDesk | null;
}

/** Rows, callers to call back, and live calls, in the order of what they need. */
export function makeInboundSide(ports: EnginePorts, parts: SideParts): InboundSide {
  const { roster, callbacks } = parts;
  const campaignOf: ConstructorParameters<typeof InboundRecords>[0]['campaignOf'] = (id) =>
    roster.get(id)?.settings ?? null;
  const records = new InboundRecords({ ...ports, ...parts, campaignOf });
  const { inbound: plan, inboundStore: store = null, clock } = ports;
  if (plan === undefined) {
    return { records, returns: null, desk: null };
  }
  const returns = new CallerReturns({ ...ports, bus: parts.bus, plan, store, callbacks });
  const onLent = (): void => roster.wake();
  return { records, returns, desk: new InboundDesk({ ...parts, plan, clock, records, returns, onLent }) };
}
