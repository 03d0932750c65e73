import type { CampaignId } from '../core/kernel/ids.js';
import type { StoredCampaign } from '../ports/campaign-store.js';
import type { AgentFloor } from './agent-floor.js';
import { CampaignDesk } from './campaign-desk.js';
import type { CampaignRoster } from './campaign-roster.js';
import type { EngineView } from './engine-control.js';
import type { EnginePorts } from './engine-ports.js';
import type { QuartileKeeper } from './quartile-keeper.js';
import { ReadinessDesk } from './readiness-desk.js';
import type { RouteDesk } from './route-desk.js';

/** What of the engine campaigns are changed by. */
interface CampaignParts {
  readonly routes: RouteDesk;
  readonly floor: AgentFloor;
  readonly quartiles: QuartileKeeper;
  readonly runners: CampaignRoster;
  readonly engine: () => EngineView;
  readonly owns: (id: CampaignId) => boolean;
  readonly adopt: (stored: StoredCampaign) => Promise<void>;
}

/** What a person changes of campaigns, and why one does not dial. */
export function makeCampaignDesk(ports: EnginePorts, parts: CampaignParts): CampaignDesk {
  const { contacts, pacing, clock, campaigns: store } = ports;
  const readiness = new ReadinessDesk({ ...ports, ...parts });
  return new CampaignDesk({ ...parts, store, contacts, pacing, clock, readiness });
}
