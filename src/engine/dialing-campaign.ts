import type { CampaignSettings } from '../core/campaign/campaign.js';
import type { Place } from '../core/fleet/choose-switch.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CallHost, CallSupervisor } from './call-supervisor.js';
import type { CampaignCalls } from './campaign-calls.js';
import type { FactBook } from './fact-book.js';
import type { Fleet } from './fleet.js';
import type { GateDeskDeps } from './gate-desk.js';
import type { Hopper } from './hopper.js';
import type { TieDesk } from './tie-desk.js';

/** What dialling needs of the engine. */
export interface DialerDeps extends GateDeskDeps {
  readonly fleet: Fleet;
  readonly floor: AgentFloor;
  readonly facts: FactBook;
  readonly ties: TieDesk;
}

/** Whence calls leave, and for whose agents. */
export interface DialPlaces {
  /** For whoever will be free, or for that agent alone; null where no call can leave now. */
  choose(agent: AgentSupervisor | null): Place | null;
  /** The call has left, or waits: whoever takes it may be on another switch. */
  expect(call: CallSupervisor): void;
}

/** The campaign a dialer works for. */
export interface DialingCampaign extends CallHost {
  readonly settings: CampaignSettings;
  readonly hopper: Hopper;
  /** The fence under which this engine owns the campaign; null while it does not. */
  readonly fence: number | null;
  /** The call belongs to the campaign from now on, before its row is written. */
  add(call: CallSupervisor): void;
  readonly calls: CampaignCalls;
  readonly places: DialPlaces;
}
