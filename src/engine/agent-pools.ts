import type { CampaignId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { PacingDecision, PacingObservation } from '../core/pacing/pacing-strategy.js';
import { type PoolState, stepPool } from '../core/pacing/pool-pacing.js';
import { seededPool } from '../core/pacing/pool-seed.js';
import type { PoolCampaign } from '../core/pacing/pool-snapshot.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import { PACE_GAP_MS, type PaceLoop, type SharedAgents } from './pace-loop.js';
import { countAgents, type LaneAnswer, pacingSettingsOf } from './pacing-lane.js';

/** Pools that are remembered; agents who come and go make and unmake them. */
const MOST_POOLS = 50;
/** A pool that was not paced for so long begins anew, from what its campaigns have learned meanwhile. */
const STALE_MS = 60 * SECOND;
const MODE = 'predictive';

export interface AgentPoolsDeps {
  readonly loopOf: (id: CampaignId) => PaceLoop | null;
}

interface Pool {
  state: PoolState;
  atMs: number;
}

interface Member {
  readonly loop: PaceLoop;
  readonly agents: readonly AgentSupervisor[];
  readonly answer: LaneAnswer;
}

/**
 * Campaigns in predictive whose agents overlap, however indirectly, are paced as one: by itself each would count the
 * shared agents as its own and they would be promised twice. Each keeps its cap and has its part by its weight, and none
 * places more than it would by itself, with the agents it has.
 */
export class AgentPools implements SharedAgents {
  readonly #deps: AgentPoolsDeps;
  readonly #pools = new Map<string, Pool>();

  constructor(deps: AgentPoolsDeps) {
    this.#deps = deps;
  }

  groupOf(first: PaceLoop): readonly PaceLoop[] {
    const found = new Map<CampaignId, PaceLoop>([[first.campaignId, first]]);
    for (const loop of takesPart(first) ? found.values() : []) {
      for (const agent of loop.agentsIn(MODE)) {
        this.#addOthersOf(agent, found);
      }
    }
    return [...found.values()].sort((a, b) => (a.campaignId < b.campaignId ? -1 : 1));
  }

  /** A map that grows while it is walked is walked to its end. */
  #addOthersOf(agent: AgentSupervisor, found: Map<CampaignId, PaceLoop>): void {
    if (agent.campaignIds.length < 2) {
      return;
    }
    for (const id of agent.campaignIds) {
      const other = found.has(id) ? null : this.#deps.loopOf(id);
      if (other !== null && takesPart(other) && other.modeOf(agent) === MODE) {
        found.set(id, other);
      }
    }
  }

  pace(group: readonly PaceLoop[], nowMs: number): number {
    const pool = this.#poolOf(group, nowMs);
    const waitMs = pool.atMs + PACE_GAP_MS - nowMs;
    if (waitMs > 0) {
      return waitMs;
    }
    pool.atMs = nowMs;
    const members = group.map((loop) => memberOf(loop, nowMs));
    const inFlight = members.reduce((sum, { answer }) => sum + answer.calls.length, 0);
    const decisions = this.#step(pool, members, nowMs);
    for (const { member, decision } of inTurn(members, decisions)) {
      member.loop.settle(MODE, decision, member.agents, inFlight, nowMs);
    }
    return 0;
  }

  #poolOf(group: readonly PaceLoop[], nowMs: number): Pool {
    const key = group.map(({ campaignId }) => campaignId).join('\n');
    const known = this.#pools.get(key);
    if (known !== undefined && nowMs - known.atMs <= STALE_MS) {
      return known;
    }
    const strictest = [...group].sort(
      (a, b) => a.settings.connectDeadlineMs - b.settings.connectDeadlineMs,
    )[0];
    const memories = new Map(group.map((loop) => [loop.campaignId, loop.lane(MODE).learned()]));
    const settings = pacingSettingsOf((strictest ?? (group[0] as PaceLoop)).settings);
    const pool = { state: seededPool(settings, memories), atMs: Number.NEGATIVE_INFINITY };
    this.#pools.delete(key);
    this.#pools.set(key, pool);
    const oldest = this.#pools.size > MOST_POOLS ? this.#pools.keys().next().value : undefined;
    if (oldest !== undefined) {
      this.#pools.delete(oldest);
    }
    return pool;
  }

  #step(pool: Pool, members: readonly Member[], nowMs: number): ReadonlyMap<string, PacingDecision> {
    const agents = new Set(members.flatMap((member) => member.agents));
    const { idle, busy } = countAgents([...agents], nowMs);
    const lefts = members.flatMap(({ loop }) => loop.msLeftToday(nowMs) ?? []);
    const { state, decisions } = stepPool(
      pool.state,
      {
        idleAgents: idle.length,
        busyAgents: busy,
        // What each may place by itself is bound by its own trunks already.
        freeChannels: Number.POSITIVE_INFINITY,
        cpsRoom: Number.POSITIVE_INFINITY,
        msLeftToday: lefts.length === 0 ? null : Math.min(...lefts),
        campaigns: new Map(members.map((member) => [member.loop.campaignId, poolCampaign(member, nowMs)])),
        seen: members.flatMap(({ answer }) => answer.seen.filter(isOfAgents)),
      },
      nowMs,
    );
    pool.state = state;
    return decisions;
  }
}

/** It dials, or what it dialled may still take an agent; another strategy than the product's is left to itself. */
function takesPart(loop: PaceLoop): boolean {
  const lane = loop.lane(MODE);
  return (loop.dialing || lane.calls.size > 0) && lane.strategy === MODE;
}

function memberOf(loop: PaceLoop, nowMs: number): Member {
  const agents = loop.agentsIn(MODE);
  const answer = loop.dialing
    ? loop.ask(MODE, agents, nowMs)
    : { decision: NOTHING, calls: loop.lane(MODE).pacedCalls(nowMs), seen: [] };
  return { loop, agents, answer };
}

/** Of a campaign that does not dial. */
const NOTHING: PacingDecision = { place: 0, limit: 'paused', figures: {}, reason: '' };

function poolCampaign({ loop, answer }: Member, nowMs: number): PoolCampaign {
  const { connected, abandoned } = loop.peopleToday;
  return {
    cap: loop.settings.abandonCap,
    weight: loop.settings.weight,
    calls: answer.calls,
    connectedToday: connected,
    abandonedToday: abandoned,
    spareDrops: loop.spareDrops(nowMs),
    contactsReady: answer.decision.place,
    seen: answer.seen,
  };
}

function isOfAgents({ kind }: PacingObservation): boolean {
  return kind === 'talkEnded' || kind === 'wrapEnded';
}

/** Who has had least for its weight goes first: what all want, such as a carrier's last channel, is his. */
function inTurn(
  members: readonly Member[],
  decisions: ReadonlyMap<string, PacingDecision>,
): readonly { readonly member: Member; readonly decision: PacingDecision }[] {
  const had = ({ loop }: Member): number => decisions.get(loop.campaignId)?.figures['had'] ?? 0;
  return members
    .filter(({ loop }) => loop.dialing)
    .sort((a, b) => had(a) - had(b))
    .map((member) => ({
      member,
      decision: joined(member.answer.decision, decisions.get(member.loop.campaignId)),
    }));
}

/** What it would do by itself, where the pool does not ask for less. */
function joined(own: PacingDecision, pooled: PacingDecision | undefined): PacingDecision {
  if (pooled === undefined) {
    return own;
  }
  const had = pooled.figures['had'] ?? 0;
  if (pooled.place >= own.place) {
    return { ...own, figures: { ...own.figures, had }, reason: `${own.reason}. ${pooled.reason}` };
  }
  const { picks, ...rest } = own;
  return {
    ...rest,
    place: pooled.place,
    limit: pooled.limit,
    // The least likely stand last.
    ...(picks === undefined ? {} : { picks: picks.slice(picks.length - pooled.place) }),
    figures: { ...own.figures, ...pooled.figures, had },
    reason: `${pooled.reason}. By itself: ${own.place} (${own.limit})`,
  };
}
