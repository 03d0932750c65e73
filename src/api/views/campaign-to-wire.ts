import type { CampaignLive, CampaignOut } from '../../contract/campaign-wire.js';
import type { CampaignView } from '../../engine/engine-control.js';
import type { StoredCampaign } from '../../ports/campaign-store.js';
import type { BlockedBoard } from '../realtime/blocked-board.js';
import type { FailureBoard } from '../realtime/failure-board.js';

/** A campaign's settings, state and version. */
export function campaignToWire(stored: StoredCampaign): CampaignOut {
  return {
    settings: {
      ...stored.settings,
      dispositions: stored.settings.dispositions.map((item) => ({ ...item })),
      trunks: [...stored.settings.trunks],
    },
    state: stored.state,
    version: stored.version,
  };
}

/** A campaign as it runs, with what the gate refused today by rule and what its recordings lack. */
export function campaignLiveToWire(
  view: CampaignView,
  { blocked, failures }: { readonly blocked: BlockedBoard; readonly failures: FailureBoard },
): CampaignLive {
  return {
    id: view.id,
    name: view.name,
    state: view.state,
    mode: view.mode,
    groupModes: view.groupModes,
    demo: view.demo,
    version: view.version,
    abandonCap: view.abandonCap,
    agents: view.agents,
    calls: view.calls,
    hopper: view.hopper,
    today: view.today,
    blocked: { ...blocked.of(view.id) },
    abandonment: {
      stoppedBy: view.abandonment.stoppedBy,
      recent: { ...view.abandonment.recent },
      windows: view.abandonment.windows.map((window) => ({ ...window })),
    },
    recordingFailures: { ...failures.recording(view.id) },
    pacing: view.pacing,
    problem: view.problem,
    contacts: view.contacts,
  };
}
