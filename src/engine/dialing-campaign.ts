import type { CampaignSettings } from '../core/campaign/campaign.js';
import type { AgentFloor } from './agent-floor.js';
import type { CallHost, CallSupervisor } from './call-supervisor.js';
import type { CampaignCalls } from './campaign-calls.js';
import type { FactBook } from './fact-book.js';
import type { Fleet } from './fleet.js';
import type { GateDeskDeps } from './gate-desk.js';
import type { Hopper } from './hopper.js';

/** What dialling needs of the engine. */
export interface DialerDeps extends GateDeskDeps {
  readonly fleet: Fleet;
  readonly floor: AgentFloor;
  readonly facts: FactBook;
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
}
