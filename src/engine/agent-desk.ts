import type { CallMode } from '../core/call-log/call-log-row.js';
import type { CampaignSettings } from '../core/campaign/campaign.js';
import { protocolOf } from '../core/compliance/facts/facts-left-by.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { AgentId, CampaignId } from '../core/kernel/ids.js';
import type { Disposition } from '../core/outcome/disposition.js';
import type { AgentProfile } from '../ports/agent-store.js';
import type { AgentDayView } from './agent-day-view.js';
import type { AgentDuties } from './agent-duties.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { RecordedCall } from './call-recorder.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { CampaignRunner } from './campaign-runner.js';
import type {
  AgentControl,
  AgentView,
  CardRecording,
  DialedView,
  DisposedView,
  HelpControl,
  ManualWish,
} from './engine-control.js';
import type { Fleet } from './fleet.js';
import type { InboundCall } from './inbound-call.js';
import type { InboundRecord } from './inbound-record.js';
import type { ManualDesk } from './manual-desk.js';
import type { PreviewDesk } from './preview-desk.js';
import { SessionClaim, type SessionClaimDeps } from './session-claim.js';

/** Dispositions whose wish the person may hold us to later (R20, R21). */
const OWES_PROTOCOL: ReadonlySet<Disposition> = new Set(['nao_conhece', 'opt_out']);

/** Calls that an agent looked at and wished for. */
const CHOSEN: ReadonlySet<CallMode> = new Set(['preview', 'manual']);

export interface AgentDeskDeps extends SessionClaimDeps {
  readonly floor: AgentFloor;
  readonly fleet: Pick<Fleet, 'settingOf'>;
  readonly preview: PreviewDesk;
  readonly duties: AgentDuties;
  readonly manual: ManualDesk;
  readonly help: Pick<HelpControl, 'sinceMs'>;
  readonly runnerOf: (campaignId: CampaignId) => CampaignRunner | null;
  /** Calls that come in; null where none do. */
  readonly inbound: InboundTalks | null;
}

/** Talks with callers. */
export interface InboundTalks {
  /** The row of the call that the agent talks in, or is to say something of; null where he has none. */
  recordOf(agent: AgentSupervisor): InboundRecord | null;
  /** The caller he talks with now; null where there is none. */
  talkOf(agent: AgentSupervisor): Pick<InboundCall, 'id' | 'legId' | 'serverId'> | null;
  /** False where he has none. */
  hangUp(agent: AgentSupervisor): boolean;
  /** He has said what it was: ends the talk if it lasts, and the wrap-up. */
  dispose(agent: AgentSupervisor, disposition: Disposition, callbackAtMs: number | null): void;
}

interface LoginWait {
  readonly done: (view: AgentView) => void;
  readonly failed: (error: unknown) => void;
}

/** What an agent may ask for, and a clear no where it cannot be. */
export class AgentDesk implements AgentControl {
  readonly #deps: AgentDeskDeps;
  readonly #claim: SessionClaim;
  readonly #logins = new Map<AgentId, LoginWait>();
  /** Not rung yet: their session is being claimed. */
  readonly #claiming = new Set<AgentId>();

  constructor(deps: AgentDeskDeps) {
    this.#deps = deps;
    this.#claim = new SessionClaim(deps);
  }

  views(): readonly AgentView[] {
    return [...this.#deps.floor.all()].map((agent) => this.#viewOf(agent));
  }

  view(id: AgentId): AgentView | null {
    const agent = this.#deps.floor.find(id);
    return agent === null ? null : this.#viewOf(agent);
  }

  async saveProfile(profile: AgentProfile): Promise<AgentProfile> {
    await this.#deps.store.save(profile);
    this.#deps.floor.know(profile);
    return profile;
  }

  async login(id: AgentId, campaignIds: readonly CampaignId[]): Promise<AgentView> {
    const agent = this.#deps.floor.get(id);
    if (!agent.profile.active) {
      throw conflict(`Agent '${id}' is switched off; activate the profile first.`);
    }
    const unknown = campaignIds.find((campaignId) => this.#deps.runnerOf(campaignId) === null);
    if (campaignIds.length === 0 || unknown !== undefined) {
      const detail =
        unknown === undefined
          ? 'Name at least one campaign to log in to.'
          : `There is no campaign '${unknown}'; list the campaigns and choose one.`;
      throw new CadenciaError('DLR_INPUT_INVALID', { detail });
    }
    if (agent.state.name !== 'offline' || this.#claiming.has(id)) {
      throw conflict(`Agent '${id}' is logged in already; log out first.`);
    }
    this.#claiming.add(id);
    try {
      await this.#claim.make(id, campaignIds);
    } finally {
      this.#claiming.delete(id);
    }
    return new Promise((done, failed) => {
      this.#deps.floor.setCampaigns(agent, campaignIds);
      this.#logins.set(id, { done, failed });
      agent.calls = 0;
      agent.input({ kind: 'login' });
    });
  }

  /** Settles a log-in when the phone is bound, or is not. */
  moved(agent: AgentSupervisor): void {
    const wait = this.#logins.get(agent.profile.id);
    if (wait === undefined || agent.state.name === 'connecting') {
      return;
    }
    this.#logins.delete(agent.profile.id);
    if (agent.state.name === 'offline') {
      wait.failed(
        new CadenciaError('DLR_MEDIA_REFUSED', {
          detail: `The phone ${agent.profile.endpoint} was not reached (${agent.state.reason}); check that it is registered and answers.`,
        }),
      );
    } else {
      wait.done(this.#viewOf(agent));
    }
  }

  ready(id: AgentId): AgentView {
    const agent = this.#deps.floor.get(id);
    if (agent.state.name === 'wrap_up') {
      throw conflict(`Agent '${id}' has a call to dispose first.`);
    }
    this.#deps.duties.checkReady(agent);
    return this.#ask(agent, agent.input({ kind: 'ready' }));
  }

  pause(id: AgentId, reason: string): AgentView {
    const agent = this.#deps.floor.get(id);
    return this.#ask(agent, agent.input({ kind: 'pause', reason }));
  }

  logout(id: AgentId): AgentView {
    const agent = this.#deps.floor.get(id);
    return this.#ask(agent, agent.input({ kind: 'logout' }));
  }

  acceptPreview(id: AgentId): AgentView {
    const agent = this.#deps.floor.get(id);
    this.#deps.preview.accept(id);
    return this.#viewOf(agent);
  }

  skipPreview(id: AgentId, reason: string): AgentView {
    const agent = this.#deps.floor.get(id);
    this.#deps.preview.skip(id, reason);
    return this.#viewOf(agent);
  }

  async dial(id: AgentId, wish: ManualWish): Promise<DialedView> {
    const attemptId = await this.#deps.manual.dial(id, wish);
    return { ...this.#viewOf(this.#deps.floor.get(id)), attemptId };
  }

  hangup(id: AgentId): AgentView {
    if (this.#deps.inbound?.hangUp(this.#deps.floor.get(id)) === true) {
      return this.#viewOf(this.#deps.floor.get(id));
    }
    const reserved = this.#callOf(this.#deps.floor.get(id));
    if (reserved?.state.plan.reservedAgentId === id && reserved.state.tAnswerMs === null) {
      // It was dialled for him alone, so the ringing is his to end.
      // R32 lets agents cut short what they chose to dial; any other call rings for as long as it must.
      const exemption = CHOSEN.has(reserved.subject.opening.mode) ? 'agent_cancel' : null;
      reserved.input({ kind: 'cancel', exemption });
      return this.#viewOf(this.#deps.floor.get(id));
    }
    const { agent, call } = this.#inCall(id);
    call.input({ kind: 'agentHangup' });
    return this.#viewOf(agent);
  }

  dispose(id: AgentId, disposition: Disposition, callbackAtMs: number | null): DisposedView {
    const own = this.#deps.floor.get(id);
    const record = this.#deps.inbound?.recordOf(own) ?? null;
    if (record !== null) {
      checkDisposition(record.campaign, disposition, callbackAtMs);
      // Before he comes free, or somebody who waits would be given to him first.
      if (disposition === 'abuso') {
        this.#deps.duties.hold(own, record.id);
      }
      this.#deps.inbound?.dispose(own, disposition, callbackAtMs);
      return { ...this.#viewOf(own), protocol: OWES_PROTOCOL.has(disposition) ? record.protocol : '' };
    }
    const { agent, call } = this.#inCall(id);
    checkDisposition(call.subject.campaign, disposition, callbackAtMs);
    if (disposition === 'abuso') {
      this.#deps.duties.hold(agent, call.attemptId);
    }
    call.callbackAtMs = callbackAtMs;
    call.input({ kind: 'disposed', disposition });
    const owed = OWES_PROTOCOL.has(disposition);
    return { ...this.#viewOf(agent), protocol: owed ? protocolOf(call.subject.opening) : '' };
  }

  day(id: AgentId): AgentDayView {
    return this.#deps.duties.view(this.#deps.floor.get(id));
  }

  async release(id: AgentId, by: string): Promise<AgentView> {
    const agent = this.#deps.floor.get(id);
    await this.#deps.duties.release(agent, by);
    return this.#viewOf(agent);
  }

  #viewOf(agent: AgentSupervisor): AgentView {
    const state = this.#callOf(agent)?.state ?? this.#deps.inbound?.recordOf(agent)?.state;
    const helpSinceMs = this.#deps.help.sinceMs(agent.profile.id);
    const { serverId } = agent;
    const changesSwitch = serverId !== null && this.#deps.fleet.settingOf(serverId).state !== 'in_service';
    const view = viewOf(agent, state === undefined ? 'none' : recordingOf(state));
    return { ...view, changesSwitch, helpSinceMs };
  }

  #callOf(agent: AgentSupervisor): CallSupervisor | undefined {
    const campaignId = agent.card?.campaignId;
    const runner = campaignId === undefined ? null : this.#deps.runnerOf(campaignId);
    return runner?.calls.get(agent.state.attemptId ?? '');
  }

  #inCall(id: AgentId): { readonly agent: AgentSupervisor; readonly call: CallSupervisor } {
    const agent = this.#deps.floor.get(id);
    const call = this.#callOf(agent);
    if (call === undefined || (agent.state.name !== 'talking' && agent.state.name !== 'wrap_up')) {
      throw conflict(`Agent '${id}' has no call now.`);
    }
    return { agent, call };
  }

  #ask(agent: AgentSupervisor, refused: string | null): AgentView {
    if (refused !== null) {
      throw conflict(refused);
    }
    return this.#viewOf(agent);
  }
}

/** A disposition of the campaign, and what it needs. */
function checkDisposition(
  { dispositions }: CampaignSettings,
  disposition: Disposition,
  callbackAtMs: number | null,
): void {
  if (dispositions.length > 0 && !dispositions.some((entry) => entry.code === disposition)) {
    const codes = dispositions.map((entry) => entry.code).join(', ');
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `The campaign has no disposition '${disposition}'; use one of ${codes}.`,
    });
  }
  if (disposition === 'retorno_agendado' && callbackAtMs === null) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'retorno_agendado needs the time of the callback.',
    });
  }
}

function recordingOf({ plan, recordingId, recordingFailed }: RecordedCall['state']): CardRecording {
  if (recordingFailed) {
    return 'failed';
  }
  if (recordingId !== '') {
    return 'on';
  }
  return plan.recording.record ? 'starting' : 'none';
}

function conflict(detail: string): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', { detail });
}

function viewOf(
  agent: AgentSupervisor,
  recording: CardRecording,
): Omit<AgentView, 'changesSwitch' | 'helpSinceMs'> {
  const { profile, state } = agent;
  return {
    id: profile.id,
    name: profile.name,
    groupId: profile.groupId,
    endpoint: profile.endpoint,
    state: state.name,
    reason: state.reason,
    sinceMs: state.sinceMs,
    campaignIds: agent.campaignIds,
    pending: state.pending === null ? null : state.pending.kind,
    card: agent.card === null ? null : { ...agent.card, recording },
    calls: agent.calls,
  };
}
