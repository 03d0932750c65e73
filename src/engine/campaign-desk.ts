import {
  CAMPAIGN_MOVES,
  type CampaignSettings,
  type CampaignState,
  type DialMode,
} from '../core/campaign/campaign.js';
import { knobProblems } from '../core/campaign/knobs.js';
import type { QuartileDay } from '../core/campaign/quartile-modes.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { CampaignId, GroupId } from '../core/kernel/ids.js';
import type { PacingDecision } from '../core/pacing/pacing-strategy.js';
import type { CampaignStore, StoredCampaign } from '../ports/campaign-store.js';
import type { Clock } from '../ports/clock.js';
import type { ContactCounts, ContactStore } from '../ports/contact-store.js';
import type { DecisionQuery, KeptDecision, PacingStore } from '../ports/pacing-store.js';
import type { AgentFloor } from './agent-floor.js';
import type { CampaignReadiness } from './campaign-readiness.js';
import type { CampaignRoster } from './campaign-roster.js';
import type { CampaignRunner } from './campaign-runner.js';
import type { CampaignControl, CampaignView } from './engine-control.js';
import type { QuartileKeeper } from './quartile-keeper.js';
import type { ReadinessDesk } from './readiness-desk.js';

/** List figures of the view are this old at most; they cost a query. */
const COUNTS_AGE_MS = 5000;

export interface CampaignDeskDeps {
  readonly store: CampaignStore;
  readonly contacts: ContactStore;
  readonly clock: Clock;
  readonly floor: AgentFloor;
  readonly runners: CampaignRoster;
  readonly readiness: ReadinessDesk;
  readonly quartiles: Pick<QuartileKeeper, 'last'>;
  /** Where decisions are kept; without one only the last are known. */
  readonly pacing?: PacingStore | undefined;
  /** Makes a campaign live in this engine. */
  readonly adopt: (stored: StoredCampaign) => Promise<void>;
}

interface CountsEntry {
  counts: ContactCounts;
  atMs: number;
  asking: boolean;
}

const NO_COUNTS: ContactCounts = { ready: 0, later: 0, leased: 0, calling: 0, done: 0 };

/** Settings and states of campaigns: kept first, then effective; a wrong value is refused, never clipped. */
export class CampaignDesk implements CampaignControl {
  readonly #deps: CampaignDeskDeps;
  readonly #counts = new Map<CampaignId, CountsEntry>();

  constructor(deps: CampaignDeskDeps) {
    this.#deps = deps;
  }

  views(): readonly CampaignView[] {
    return [...this.#deps.runners.values()].map((runner) => this.#viewOf(runner));
  }

  view(id: CampaignId): CampaignView | null {
    const runner = this.#deps.runners.get(id);
    return runner === null ? null : this.#viewOf(runner);
  }

  find(id: CampaignId): Promise<StoredCampaign | null> {
    return this.#deps.store.find(id);
  }

  async readiness(id: CampaignId): Promise<CampaignReadiness> {
    return this.#deps.readiness.of(this.#runner(id));
  }

  quartiles(id: CampaignId): Promise<QuartileDay | null> {
    return this.#deps.quartiles.last(this.#runner(id).id);
  }

  async decisions(query: DecisionQuery): Promise<readonly KeptDecision[]> {
    const { log } = this.#runner(query.campaignId).pace;
    return log.find(query) ?? log.merge((await this.#deps.pacing?.decisions(query)) ?? [], query);
  }

  async save(settings: CampaignSettings, expectedVersion: number): Promise<StoredCampaign> {
    checkSettings(settings);
    const runner = this.#deps.runners.get(settings.id);
    const state = runner?.state ?? 'draft';
    const version = await this.#deps.store.save(settings, state, expectedVersion);
    const stored = { settings, state, version };
    if (runner === null) {
      await this.#deps.adopt(stored);
    } else {
      runner.configure(settings, version);
    }
    return stored;
  }

  start(id: CampaignId): Promise<StoredCampaign> {
    return this.#move(id, 'running');
  }

  pause(id: CampaignId): Promise<StoredCampaign> {
    return this.#move(id, 'paused');
  }

  async drain(id: CampaignId): Promise<StoredCampaign> {
    const draining = await this.#move(id, 'draining');
    const runner = this.#runner(id);
    return runner.calls.size === 0 ? this.#move(id, 'ended') : draining;
  }

  /** The last call of a draining campaign ended. */
  async ended(id: CampaignId): Promise<void> {
    if (this.#runner(id).state === 'draining') {
      await this.#move(id, 'ended');
    }
  }

  async setMode(id: CampaignId, mode: DialMode): Promise<StoredCampaign> {
    const runner = this.#sound(id);
    const stored = await this.save({ ...runner.settings, mode }, runner.version);
    this.#modeChanged(runner);
    return stored;
  }

  async setGroupMode(id: CampaignId, group: GroupId, mode: DialMode | null): Promise<StoredCampaign> {
    const runner = this.#sound(id);
    const groupModes: Record<GroupId, DialMode> = { ...runner.settings.groupModes };
    if (mode === null) {
      delete groupModes[group];
    } else {
      groupModes[group] = mode;
    }
    const stored = await this.save({ ...runner.settings, groupModes }, runner.version);
    this.#modeChanged(runner);
    return stored;
  }

  contactsAdded(id: CampaignId): void {
    this.#counts.delete(id);
    this.#deps.runners.get(id)?.hopper.poke();
  }

  #modeChanged(runner: CampaignRunner): void {
    runner.wakeAgents();
    runner.paceSoon();
  }

  #runner(id: CampaignId): CampaignRunner {
    const runner = this.#deps.runners.get(id);
    if (runner === null) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no campaign '${id}'.` });
    }
    return runner;
  }

  /** Defaults stand where its stored settings cannot be read: they must not be kept in their place unseen. */
  #sound(id: CampaignId): CampaignRunner {
    const runner = this.#runner(id);
    if (runner.problem !== null) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `${runner.problem} Save the campaign's retry rules anew; until then it stands still.`,
      });
    }
    return runner;
  }

  async #move(id: CampaignId, to: CampaignState): Promise<StoredCampaign> {
    const runner = this.#runner(id);
    if (runner.state !== to) {
      this.#sound(id);
      if (!CAMPAIGN_MOVES[runner.state].includes(to)) {
        const legal = CAMPAIGN_MOVES[runner.state].join(' or ') || 'nothing';
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: `Campaign '${id}' is ${runner.state}; from there it goes to ${legal}, not to ${to}.`,
        });
      }
      const version = await this.#deps.store.save(runner.settings, to, runner.version);
      runner.moveTo(to, version);
    }
    return { settings: runner.settings, state: runner.state, version: runner.version };
  }

  #viewOf(runner: CampaignRunner): CampaignView {
    const { settings, tally } = runner;
    const counts = this.#countsOf(runner.id);
    tally.turn(this.#deps.clock.now());
    return {
      id: runner.id,
      name: settings.name,
      state: runner.state,
      mode: settings.mode,
      groupModes: settings.groupModes,
      demo: settings.demo,
      purpose: settings.purpose,
      version: runner.version,
      problem: runner.problem,
      abandonCap: settings.abandonCap,
      agents: countBy(this.#deps.floor.membersOf(runner.id), (agent) => agent.state.name),
      calls: countBy(runner.calls.values(), (call) => call.state.phase),
      hopper: runner.hopper.size,
      today: {
        attempts: tally.attempts,
        answered: tally.answered,
        connected: tally.connected,
        abandoned: tally.abandoned,
        outcomes: { ...tally.outcomes },
        reasons: { ...tally.reasons },
      },
      abandonment: runner.abandonment.view(this.#deps.clock.now()),
      pacing: lastDecisions(runner),
      contacts: { ready: counts.ready, later: counts.later, done: counts.done },
    };
  }

  /** The last known figures; asks for newer ones behind the view's back. */
  #countsOf(id: CampaignId): ContactCounts {
    const nowMs = this.#deps.clock.now();
    const entry = this.#counts.get(id) ?? {
      counts: NO_COUNTS,
      atMs: Number.NEGATIVE_INFINITY,
      asking: false,
    };
    this.#counts.set(id, entry);
    if (!entry.asking && nowMs - entry.atMs >= COUNTS_AGE_MS) {
      entry.asking = true;
      void this.#askCounts(id, entry);
    }
    return entry.counts;
  }

  async #askCounts(id: CampaignId, entry: CountsEntry): Promise<void> {
    try {
      entry.counts = await this.#deps.contacts.counts(id, this.#deps.clock.now());
    } catch {
      // The old figures stay on the screen; the journal and the hopper tell of the outage.
    } finally {
      entry.atMs = this.#deps.clock.now();
      entry.asking = false;
    }
  }
}

function countBy<Item, Name extends string>(
  items: Iterable<Item>,
  key: (item: Item) => Name,
): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  for (const item of items) {
    const name = key(item);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function lastDecisions(runner: CampaignRunner): Partial<Record<DialMode, PacingDecision>> {
  const decisions: Partial<Record<DialMode, PacingDecision>> = {};
  for (const [mode, lane] of runner.pace.lanes) {
    if (lane.lastDecision !== null) {
      decisions[mode] = lane.lastDecision;
    }
  }
  return decisions;
}

/** Ranges that hold for every campaign; each refusal says the range and why. */
function checkSettings(settings: CampaignSettings): void {
  const problems = knobProblems(settings);
  if (problems.length > 0) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `Campaign '${settings.id}': ${problems.join('; ')}.`,
    });
  }
}
