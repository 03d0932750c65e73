import { putVersioned } from '../../src/adapters/memory/put-versioned.js';
import type { Line, Trunk } from '../../src/core/campaign/campaign.js';
import { knobProblems } from '../../src/core/campaign/knobs.js';
import type { QuartileDay } from '../../src/core/campaign/quartile-modes.js';
import { freshSwitch, type SwitchSetting } from '../../src/core/fleet/switch-setting.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import type { AgentId, CampaignId, ContactId } from '../../src/core/kernel/ids.js';
import {
  parseAttemptId,
  parseCampaignId,
  parseContactId,
  parseE164,
  parseEngineId,
  parseMailingId,
  parseMediaServerId,
} from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { isMonitorPage } from '../../src/core/monitor/monitor-page.js';
import { obstacle } from '../../src/core/readiness/obstacle.js';
import type { TestCallReport } from '../../src/core/test-call/test-call-report.js';
import { newTestCall, testCallResult } from '../../src/core/test-call/test-call-state.js';
import type { AgentPausePlan } from '../../src/engine/agent-pause-plan.js';
import type {
  AgentControl,
  AgentView,
  CampaignControl,
  CampaignView,
  EngineControl,
  EngineView,
  MonitorControl,
  MonitorView,
  SwitchControl,
  TalkControl,
} from '../../src/engine/engine-control.js';
import { EventBus } from '../../src/engine/event-bus.js';
import type { LimitView } from '../../src/engine/limit-view.js';
import { LINE_WATCH_DEFAULTS, LineWatch } from '../../src/engine/line-watch.js';
import type { QueueOutlook } from '../../src/engine/queue-outlook.js';
import type { QueueView } from '../../src/engine/queue-view.js';
import type { TestCallControl } from '../../src/engine/test-call-control.js';
import type { AgentProfile } from '../../src/ports/agent-store.js';
import type { StoredCampaign } from '../../src/ports/campaign-store.js';
import type { KeptDecision } from '../../src/ports/pacing-store.js';
import type { BaseVersion, Versioned } from '../../src/ports/versioned.js';
import { type EventBusDouble, makeEventBusDouble } from './event-bus-double.js';
import { realClock } from './manual-clock.js';
import { sampleRow } from './sample-row.js';

const SAMPLE_CAMPAIGN = parseCampaignId('c1');
/** The double's gate never allows it. */
export const BLOCKED_NUMBER = parseE164('+5511900000000');

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** An engine of plain maps: it keeps what it is told and calls nobody. */
export interface EngineDouble extends EngineControl {
  readonly events: EventBusDouble;
  readonly profiles: Map<AgentId, AgentProfile>;
  readonly agentViews: Map<AgentId, Mutable<AgentView>>;
  readonly campaignViews: Map<CampaignId, Mutable<CampaignView>>;
  readonly stored: Map<CampaignId, StoredCampaign>;
  readonly trunks: Map<string, Versioned<Trunk>>;
  readonly lines: Map<string, Versioned<Line>>;
  readonly state: Mutable<EngineView>;
  readonly limitViews: LimitView[];
  readonly queueViews: QueueView[];
  readonly outlookViews: QueueOutlook[];
  readonly pausePlanViews: AgentPausePlan[];
  /** Of any campaign it has. */
  readonly decisions: KeptDecision[];
  readonly quartiles: Map<CampaignId, QuartileDay>;
  /** Of its one switch, once it was set. */
  readonly switchSettings: Map<string, Versioned<SwitchSetting>>;
  /** What was asked of it, in order. */
  readonly asked: string[];
}

const missing = (what: string): CadenciaError =>
  new CadenciaError('DLR_NOT_FOUND', { detail: `No such ${what}.` });

const conflict = (detail: string): CadenciaError => new CadenciaError('DLR_STATE_CONFLICT', { detail });

/** Each test is answered at once and over when it is looked at again. */
function makeTests(nowMs: () => number): TestCallControl {
  const placed: TestCallReport[] = [];
  return {
    async place(wish, by) {
      const { opening } = sampleRow();
      const attemptId = parseAttemptId(`test-${placed.length + 1}`);
      const { phone, line, trunkId } = wish;
      const own = { ...opening, attemptId, phone, line, trunkId, mode: 'test', tQueuedMs: nowMs() } as const;
      const report = {
        state: 'dialing',
        by,
        opening: own,
        result: null,
        earlyMedia: false,
        sound: null,
      } as const;
      const result = testCallResult({ ...newTestCall(0), tDialMs: 0, tRingMs: 900, tAnswerMs: 3000 }, 9000);
      const sound = { codec: 'alaw', packetsIn: 290, packetsOut: 300 };
      placed.unshift({ ...report, state: 'closed', result, sound });
      return report;
    },
    async cancel(id) {
      const found = placed.find(({ opening }) => opening.attemptId === id);
      if (found === undefined) {
        throw missing('test call');
      }
      return found;
    },
    find: async (id) => placed.find(({ opening }) => opening.attemptId === id) ?? null,
    list: async (trunkId, most) =>
      placed.filter(({ opening }) => trunkId === null || opening.trunkId === trunkId).slice(0, most),
  };
}

function makeAgents(
  double: Omit<EngineDouble, 'agents' | 'campaigns' | 'talks'>,
  nowMs: () => number,
): AgentControl {
  const { agentViews, asked, events } = double;
  const move = (id: AgentId, to: string, reason = ''): AgentView => {
    const view = agentViews.get(id);
    if (view === undefined) {
      throw missing('agent');
    }
    const from = view.state;
    Object.assign(view, { state: to, reason, sinceMs: nowMs() });
    const { campaignIds } = view;
    events.emit('agent:moved', { agentId: id, from, to, reason, campaignIds, inStateMs: 0, atMs: nowMs() });
    return view;
  };
  return {
    views: () => [...agentViews.values()],
    view: (id) => agentViews.get(id) ?? null,
    async login(id, campaignIds) {
      const profile = double.profiles.get(id);
      if (profile === undefined) {
        throw missing('agent');
      }
      if (agentViews.has(id)) {
        throw conflict('The agent is logged in; log out first.');
      }
      agentViews.set(id, {
        id,
        name: profile.name,
        groupId: profile.groupId,
        endpoint: profile.endpoint,
        state: 'offline',
        reason: '',
        sinceMs: nowMs(),
        campaignIds,
        pending: null,
        card: null,
        calls: 0,
        changesSwitch: false,
        helpSinceMs: null,
      });
      return move(id, 'paused', 'login');
    },
    ready: (id) => move(id, 'available'),
    pause: (id, reason) => move(id, 'paused', reason),
    logout: (id) => move(id, 'offline'),
    acceptPreview: (id) => move(id, 'reserved'),
    skipPreview: (id, reason) => move(id, 'available', reason),
    async dial(id, wish) {
      asked.push(`dial ${id} ${JSON.stringify(wish)}`);
      if ('phone' in wish && wish.phone === BLOCKED_NUMBER) {
        const fields = { rule: 'R13', act: 'Lei 1', article: 'art. 2', decisionId: 'd1' };
        throw new CadenciaError('DLR_DIAL_BLOCKED', {
          detail: 'Rule R13 does not allow this call now.',
          fields,
        });
      }
      return { ...move(id, 'reserved'), attemptId: parseAttemptId('a1') };
    },
    hangup: (id) => move(id, 'wrap_up'),
    dispose(id, disposition, callbackAtMs) {
      asked.push(`dispose ${id} ${disposition} ${callbackAtMs ?? 'null'}`);
      return {
        ...move(id, 'available'),
        protocol: disposition === 'nao_conhece' ? '202603101234567890128' : '',
      };
    },
    day: (id) => ({
      agentId: id,
      atMs: 0,
      activeMs: 0,
      remainingMs: 21_600_000,
      mustStop: false,
      pausesTaken: 0,
      pausesNeeded: 2,
      mealTaken: false,
      mealNeeded: true,
      nextPauseMs: null,
      nextPauseFromMs: null,
      nextPauseByMs: null,
      pauseDue: false,
      blockedBy: null,
      heldSinceMs: null,
      spans: [],
    }),
    async release(id, by) {
      asked.push(`release ${id} ${by}`);
      return move(id, 'paused', 'liberado');
    },
    async saveProfile(profile) {
      double.profiles.set(profile.id, profile);
      return profile;
    },
  };
}

/** A real one that hears of no call. */
function makeLineWatch(lines: () => readonly Line[], nowMs: () => number): LineWatch {
  return new LineWatch({
    settings: LINE_WATCH_DEFAULTS,
    engineId: parseEngineId('double'),
    clock: { ...realClock, now: nowMs },
    rng: makeSeededRng('lines'),
    bus: new EventBus(),
    lines,
    onRests: () => {},
  });
}

/** Talks that only note what was asked of them. */
function makeTalks({ agentViews, asked }: Pick<EngineDouble, 'agentViews' | 'asked'>): TalkControl {
  const note = async (what: string, id: AgentId, ...more: readonly (string | null)[]): Promise<void> => {
    if (agentViews.get(id)?.state !== 'talking') {
      throw conflict(`Agent '${id}' talks with nobody now.`);
    }
    asked.push([what, id, ...more].join(' '));
  };
  return {
    view: (id) =>
      agentViews.get(id)?.state === 'talking'
        ? {
            state: 'talking',
            sinceMs: 0,
            colleagueId: null,
            recordingPausedUntilMs: null,
            outside: null,
            notice: null,
          }
        : null,
    colleagues: () => [],
    hold: (id) => note('hold', id),
    resume: (id) => note('resume', id),
    sendKeys: (id, keys) => note('keys', id, keys),
    pauseRecording: (id) => note('pause recording', id),
    resumeRecording: (id) => note('resume recording', id),
    consult: (id, colleagueId) => note('consult', id, colleagueId),
    dialOut: (id, phone, blind) => note('dialOut', id, `${phone} ${blind ? 'blind' : 'attended'}`),
    toQueue: (id, queueId) => note('toQueue', id, queueId),
    queues: () => [],
    callOff: (id) => note('call off', id),
    join: (id) => note('join', id),
    handOver: (id, colleagueId) => note('hand over', id, colleagueId),
  };
}

function makeCampaigns(
  double: Omit<EngineDouble, 'agents' | 'campaigns' | 'talks'>,
  nowMs: () => number,
): CampaignControl {
  const { stored, campaignViews, events } = double;
  const change = (
    id: CampaignId,
    next: (present: StoredCampaign) => Partial<StoredCampaign>,
  ): StoredCampaign => {
    const present = stored.get(id);
    if (present === undefined) {
      throw missing('campaign');
    }
    const saved = { ...present, ...next(present), version: present.version + 1 };
    stored.set(id, saved);
    const { name, mode, groupModes, demo } = saved.settings;
    const view = campaignViews.get(id);
    if (view !== undefined) {
      Object.assign(view, { name, mode, groupModes, demo, state: saved.state, version: saved.version });
      events.emit('campaign:moved', { campaignId: id, from: present.state, to: saved.state, atMs: nowMs() });
    }
    return saved;
  };
  return {
    views: () => [...campaignViews.values()],
    view: (id) => campaignViews.get(id) ?? null,
    find: async (id) => stored.get(id) ?? null,
    async readiness(id) {
      const state = stored.get(id)?.state;
      if (state === undefined) {
        throw missing('campaign');
      }
      const obstacles = state === 'running' ? [] : [obstacle('not_running', `The campaign is ${state}.`)];
      return { campaignId: id, atMs: nowMs(), dialable: obstacles.length === 0, obstacles };
    },
    async quartiles(id) {
      if (!stored.has(id)) {
        throw missing('campaign');
      }
      return double.quartiles.get(id) ?? null;
    },
    async decisions({ campaignId, fromMs, toMs, most }) {
      if (!stored.has(campaignId)) {
        throw missing('campaign');
      }
      return double.decisions.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).slice(-most);
    },
    async save(settings, expectedVersion) {
      const [problem] = knobProblems(settings);
      if (problem !== undefined) {
        throw new CadenciaError('DLR_INPUT_INVALID', { detail: problem });
      }
      const present = stored.get(settings.id);
      if ((present?.version ?? 0) !== expectedVersion) {
        throw conflict('The stored version is another.');
      }
      if (present === undefined) {
        const made = { settings, state: 'draft' as const, version: 1 };
        stored.set(settings.id, made);
        campaignViews.set(settings.id, emptyView(made));
        return made;
      }
      return change(settings.id, () => ({ settings }));
    },
    start: async (id) => change(id, () => ({ state: 'running' })),
    pause: async (id) => change(id, () => ({ state: 'paused' })),
    drain: async (id) => change(id, () => ({ state: 'draining' })),
    setMode: async (id, mode) => change(id, ({ settings }) => ({ settings: { ...settings, mode } })),
    setGroupMode: async (id, group, mode) =>
      change(id, ({ settings }) => {
        const { [group]: _, ...others } = settings.groupModes;
        return {
          settings: { ...settings, groupModes: mode === null ? others : { ...others, [group]: mode } },
        };
      }),
    contactsAdded: () => {},
  };
}

function emptyView({ settings, state, version }: StoredCampaign): CampaignView {
  return {
    id: settings.id,
    name: settings.name,
    state,
    mode: settings.mode,
    groupModes: settings.groupModes,
    demo: settings.demo,
    version,
    abandonCap: settings.abandonCap,
    abandonment: {
      stoppedBy: null,
      recent: { minutes: 15, abandoned: 0, given: 0, share: 0 },
      windows: [],
    },
    agents: {},
    calls: {},
    purpose: 'cobranca',
    problem: null,
    hopper: 0,
    today: { attempts: 0, answered: 0, connected: 0, abandoned: 0, outcomes: {}, reasons: {} },
    pacing: {},
    contacts: { ready: 0, later: 0, done: 0 },
  };
}

function makeSwitches(kept: EngineDouble['switchSettings'], nowMs: () => number): SwitchControl {
  const id = parseMediaServerId('ast-1');
  return {
    views: () => {
      const { version: _, ...set } = kept.get(id) ?? { ...freshSwitch(id), version: 0 };
      return [{ ...set, up: true, reason: '', calls: 3, agents: 2 }];
    },
    save: async (setting, base) => putVersioned(kept, setting.id, { ...setting, sinceMs: nowMs() }, base),
  };
}

function makeMonitors(nowMs: () => number): MonitorControl {
  const views = new Map<string, MonitorView>();
  return {
    views: () => [...views.values()],
    view: (person) => views.get(person) ?? null,
    watch(person, agentId, mode, endpoint) {
      const phase = 'watching';
      const byPage = isMonitorPage(endpoint);
      const view = { person, endpoint, byPage, phase, agentId, mode, talk: null, sinceMs: nowMs() } as const;
      views.set(person, view);
      return view;
    },
    leave(person) {
      const view = views.get(person);
      if (view !== undefined) {
        views.set(person, { ...view, phase: 'idle', agentId: null, mode: 'listen' });
      }
      return views.get(person) ?? null;
    },
    hangUp: (person) => void views.delete(person),
  };
}

export function makeEngineDouble(nowMs: () => number = () => Date.now()): EngineDouble {
  const lines = new Map<string, Versioned<Line>>();
  const switchSettings: EngineDouble['switchSettings'] = new Map();
  const double = {
    events: makeEventBusDouble(),
    profiles: new Map<AgentId, AgentProfile>(),
    agentViews: new Map<AgentId, Mutable<AgentView>>(),
    campaignViews: new Map<CampaignId, Mutable<CampaignView>>(),
    stored: new Map<CampaignId, StoredCampaign>(),
    trunks: new Map<string, Versioned<Trunk>>(),
    lines,
    asked: [] as string[],
    state: {
      nowMs: nowMs(),
      shiftedClock: false,
      dialing: 'on',
      media: [{ id: parseMediaServerId('ast-1'), up: true, legs: 0, reason: '' }],
      trunks: [],
      openAttempts: 0,
      unwritten: 0,
      storeSlow: false,
    } as Mutable<EngineView>,
    decisions: [],
    quartiles: new Map(),
    limitViews: [] as LimitView[],
    queueViews: [] as QueueView[],
    outlookViews: [] as QueueOutlook[],
    pausePlanViews: [] as AgentPausePlan[],
    view: (): EngineView => ({ ...double.state, nowMs: nowMs() }),
    lineWatch: makeLineWatch(() => [...lines.values()], nowMs),
    limits: () => double.limitViews,
    queues: () => double.queueViews,
    foreseen: () => double.outlookViews,
    callers: () => [],
    pausePlans: () => double.pausePlanViews,
    replanPauses: () => {
      double.asked.push('replanPauses');
      return double.pausePlanViews;
    },
    async saveTrunk(trunk: Trunk, base: BaseVersion = null) {
      return putVersioned(double.trunks, trunk.id, trunk, base);
    },
    async saveLine(line: Line, base: BaseVersion = null) {
      return putVersioned(double.lines, line.number, line, base);
    },
    async stopAll(why: string) {
      double.asked.push(`stopAll ${why}`);
      double.state.dialing = 'stopped';
      return { cancelled: 7 };
    },
    callbacks: {
      async agree(id: ContactId, atMs: number) {
        double.asked.push(`callback ${id} ${atMs}`);
        return { ...SAMPLE_CONTACT, campaignId: SAMPLE_CAMPAIGN, id, agreedCallbackMs: atMs, nextAtMs: atMs };
      },
      async cancel(id: ContactId) {
        double.asked.push(`no callback ${id}`);
        return { ...SAMPLE_CONTACT, campaignId: SAMPLE_CAMPAIGN, id };
      },
    },
    help: {
      sinceMs: () => null,
      ask(id: AgentId) {
        double.asked.push(`help ${id}`);
      },
      withdraw(id: AgentId) {
        double.asked.push(`no help ${id}`);
      },
    },
    personal: {
      async promise(agentId: AgentId, { id }: { readonly id: ContactId }, atMs: number) {
        double.asked.push(`own callback ${agentId} ${id} ${atMs}`);
      },
      async release(id: ContactId) {
        double.asked.push(`anybody's callback ${id}`);
      },
      async of() {
        return [
          { ...SAMPLE_CONTACT, campaignId: SAMPLE_CAMPAIGN, agreedCallbackMs: SAMPLE_CONTACT.nextAtMs },
        ];
      },
    },
    pages: {
      gone(id: AgentId) {
        double.asked.push(`page gone ${id}`);
      },
      ready(id: AgentId) {
        double.asked.push(`page ready ${id}`);
      },
    },
    async resumeAll() {
      double.state.dialing = 'on';
    },
    tests: makeTests(nowMs),
    monitors: makeMonitors(nowMs),
    switchSettings,
    switches: makeSwitches(switchSettings, nowMs),
  };
  return Object.assign(double, {
    agents: makeAgents(double, nowMs),
    talks: makeTalks(double),
    campaigns: makeCampaigns(double, nowMs),
  });
}

/** A person on an agent's screen. */
export const SAMPLE_CONTACT = {
  id: parseContactId('ct-1'),
  mailingId: parseMailingId('m-1'),
  name: 'Maria Aparecida',
  cpfHash: 'c0ffee',
  debtId: 'd-77',
  segment: 'A',
  municipality: '3550308',
  addressUf: '',
  fields: { valor: '120,00' },
  phones: [{ number: parseE164('+5511987654321'), dropped: false }],
  phoneIndex: 0,
  attempts: 1,
  freeAttempts: 0,
  sameReasonAttempts: 0,
  lastReason: '',
  nextAtMs: 0,
  agreedCallbackMs: null,
  restReason: '',
  recycledAtMs: null,
  revision: 0,
  salt: '5a17',
};
