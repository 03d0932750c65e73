import type { AgentId, AttemptId, LegId } from '../core/kernel/ids.js';
import { MINUTE } from '../core/kernel/time.js';
import { AgentDesk } from './agent-desk.js';
import type { AgentDuties } from './agent-duties.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CampaignRoster } from './campaign-roster.js';
import type { DialingSwitch } from './dialing-switch.js';
import type { EnginePorts } from './engine-ports.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import { HelpDesk } from './help-desk.js';
import type { InboundDesk } from './inbound-desk.js';
import type { LeaseKeeper } from './lease-keeper.js';
import { ManualDesk } from './manual-desk.js';
import { MonitorDesk } from './monitor-desk.js';
import { OutsideDesk } from './outside-desk.js';
import { OUTSIDE_TALK_LIMIT_MS } from './outside-watch.js';
import { PausePlanner } from './pause-planner.js';
import { PersonalCallbacks } from './personal-callbacks.js';
import type { PreviewDesk } from './preview-desk.js';
import { TalkDesk } from './talk-desk.js';
import { talkedCall } from './talked-call.js';

const PERSONAL_GRACE_MS = 15 * MINUTE;

/** What of the engine the work of agents and their supervisors stands on. */
interface SideParts {
  readonly bus: EventBus;
  readonly fleet: Fleet;
  readonly floor: AgentFloor;
  readonly roster: CampaignRoster;
  readonly duties: AgentDuties;
  readonly preview: PreviewDesk;
  readonly leases: LeaseKeeper;
  readonly dialing: () => DialingSwitch['state'];
  /** Calls that come in; null where none are taken. */
  readonly inbound: InboundDesk | null;
}

/** Everything of an engine that agents and their supervisors ask of it. */
export interface AgentSide {
  readonly help: HelpDesk;
  readonly desk: AgentDesk;
  readonly monitors: MonitorDesk;
  readonly talks: TalkDesk;
  readonly personal: PersonalCallbacks | null;
  readonly pauses: PausePlanner;
  readonly outside: OutsideDesk;
  close(): void;
}

/** The desk, calls by hand and outside, supervisors, talks and pauses, in the order of what they need. */
export function makeAgentSide(ports: EnginePorts, parts: SideParts): AgentSide {
  const { floor, fleet, bus, duties, leases, preview, roster, inbound } = parts;
  const { clock, rng, personalCallbacks, personalGraceMs = PERSONAL_GRACE_MS } = ports;
  const runnerOf = (id: string) => roster.get(id);
  const owns = leases.owns.bind(leases);
  const help = new HelpDesk({ floor, clock, bus });
  const manual = new ManualDesk({ ...ports, floor, duties, runnerOf, bus, owns, dialing: parts.dialing });
  const callers = () => inbound?.calls() ?? [];
  const limitMs = ports.outsideTalkLimitMs ?? OUTSIDE_TALK_LIMIT_MS;
  const outside = new OutsideDesk({ manual, campaigns: roster, callers, bus, fleet, clock, limitMs });
  const desk = new AgentDesk({
    ...ports,
    floor,
    fleet,
    duties,
    runnerOf,
    store: ports.agents,
    preview,
    presence: leases.presence,
    manual,
    help,
    inbound: inbound?.talks ?? null,
  });
  const personLeg = (id: AttemptId): LegId | null => {
    const [call] = [...roster.values()].flatMap(({ calls }) => calls.get(id) ?? []);
    return call?.tie?.farLegId ?? call?.legId ?? callers().find((one) => one.id === id)?.legId ?? null;
  };
  const callOf = (agent: AgentSupervisor) => talkedCall(agent, runnerOf, inbound);
  const talks = new TalkDesk({ floor, fleet, clock, bus, callOf, outside, inbound });
  const talkOf = (id: AgentId) => talks.view(id)?.state ?? 'talking';
  const monitors = new MonitorDesk({ floor, fleet, bus, clock, rng, personLeg, talkOf });
  const personal =
    personalCallbacks === undefined
      ? null
      : new PersonalCallbacks({
          ...ports,
          ...{ bus, floor, preview, runnerOf },
          personalCallbacks,
          personalGraceMs,
          owns,
        });
  const pauses = new PausePlanner({
    clock,
    floor,
    plan: ports.inbound ?? null,
    inbound: () => inbound,
    rulesOf: (agent) => duties.rulesOf(agent),
    spansOf: (agent) => duties.spansOf(agent),
  });
  const close = (): void => {
    personal?.close();
    talks.close();
    outside.close();
    help.close();
    monitors.close();
  };
  return { help, desk, monitors, talks, personal, pauses, outside, close };
}
