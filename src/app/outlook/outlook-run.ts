import type { DialMode } from '../../core/campaign/campaign.js';
import { makeSeededRng, type Rng } from '../../core/kernel/rng.js';
import { HOUR, MINUTE, SECOND } from '../../core/kernel/time.js';
import { type LanePacer, startLanePacer } from '../../core/pacing/pacing-strategies.js';
import type {
  MemoryAge,
  PacedAgent,
  PacingObservation,
  PacingSettings,
} from '../../core/pacing/pacing-strategy.js';
import { WARM_UP_MINUTES } from './outlook-length.js';
import type { CallSample, RecentWorld } from './recent-world.js';

const TICK_MS = 250;
/** The strategy is asked as often as without events in production. */
const ASK_MS = SECOND;
const WARM_UP_MS = WARM_UP_MINUTES * MINUTE;

/** What is tried: a lane as it stands, or as it would be with other knobs. */
export interface OutlookTask {
  readonly world: RecentWorld;
  readonly mode: DialMode;
  readonly settings: PacingSettings;
  /** What the live lane has learned, and how old that is. */
  readonly memory: unknown;
  readonly memoryAge: MemoryAge;
  readonly agents: number;
  readonly connectedToday: number;
  readonly abandonedToday: number;
  /** Ringing under which the samples were seen. */
  readonly sampledRingMs: number;
  readonly minutes: number;
}

export interface OutlookFigures {
  readonly occupancy: number | null;
  readonly dropShare: number | null;
  readonly agentWaitS: number | null;
  readonly connectedPerHour: number;
  readonly attemptsPerHour: number;
}

interface LiveCall {
  readonly bornMs: number;
  readonly sample: CallSample;
  saidRang: boolean;
  /** A person who waits: since when. */
  waitsSinceMs: number | null;
}

interface Agent {
  phase: 'idle' | 'talking' | 'wrap_up';
  sinceMs: number;
  untilMs: number;
  talkMs: number;
}

/** A lane of the production's own strategy in a world drawn from the campaign's recent calls; the same for the same seed. */
export class OutlookRun {
  readonly #task: OutlookTask;
  readonly #rng: Rng;
  readonly #agents: Agent[];
  #calls: LiveCall[] = [];
  #pacer: LanePacer;
  #seen: PacingObservation[] = [];
  #connected: number;
  #abandoned: number;
  readonly #sum = { attempts: 0, connected: 0, abandoned: 0, talkMs: 0, idleMs: 0 };

  constructor(task: OutlookTask, seed: string) {
    this.#task = task;
    this.#rng = makeSeededRng(seed);
    this.#connected = task.connectedToday;
    this.#abandoned = task.abandonedToday;
    this.#pacer = startLanePacer(task.mode, task.settings).recall(task.memory, task.memoryAge);
    this.#agents = Array.from({ length: task.agents }, () => this.#busyAgent());
  }

  figures(): OutlookFigures {
    const endMs = WARM_UP_MS + this.#task.minutes * MINUTE;
    for (let nowMs = 0; nowMs < endMs; nowMs += TICK_MS) {
      this.#moveCalls(nowMs);
      this.#moveAgents(nowMs);
      this.#join(nowMs);
      this.#giveUp(nowMs);
      if (nowMs % ASK_MS === 0) {
        this.#place(nowMs);
      }
    }
    const { attempts, connected, abandoned, talkMs, idleMs } = this.#sum;
    const perHour = HOUR / (this.#task.minutes * MINUTE);
    return {
      occupancy: talkMs + idleMs === 0 ? null : talkMs / (talkMs + idleMs),
      dropShare: connected + abandoned === 0 ? null : abandoned / (connected + abandoned),
      agentWaitS: connected === 0 ? null : idleMs / connected / SECOND,
      connectedPerHour: connected * perHour,
      attemptsPerHour: attempts * perHour,
    };
  }

  /** In the middle of a talk, as most are on a floor that works. */
  #busyAgent(): Agent {
    const talkMs = this.#draw(this.#task.world.talksMs);
    return { phase: 'talking', sinceMs: 0, untilMs: talkMs * this.#rng.next(), talkMs };
  }

  #draw(list: readonly number[]): number {
    return list[Math.floor(this.#rng.next() * list.length)] ?? 0;
  }

  /** A recorded call under the ringing that is tried. */
  #drawCall(): CallSample {
    const { world, settings, sampledRingMs } = this.#task;
    const sample = world.calls[Math.floor(this.#rng.next() * world.calls.length)] as CallSample;
    if (settings.ringTimeoutMs === sampledRingMs || sample.ringMs === null) {
      return sample;
    }
    const gaveUpMs = sample.ringMs + settings.ringTimeoutMs;
    if (sample.answerMs !== null && sample.answerMs > gaveUpMs) {
      return { ...sample, answerMs: null, person: false, endMs: gaveUpMs, reason: 'no_answer' };
    }
    return sample.reason === 'no_answer' ? { ...sample, endMs: gaveUpMs } : sample;
  }

  #moveCalls(nowMs: number): void {
    this.#calls = this.#calls.filter((call) => {
      const ageMs = nowMs - call.bornMs;
      const { ringMs, answerMs, screenMs, person, endMs, reason } = call.sample;
      if (!call.saidRang && ringMs !== null && ageMs >= ringMs) {
        call.saidRang = true;
        this.#seen.push({ kind: 'rang', afterMs: ringMs });
      }
      const sinceRingMs = ringMs === null ? null : Math.max(0, (answerMs ?? endMs) - ringMs);
      const amdMs = this.#task.settings.amd ? screenMs : null;
      if (person && answerMs !== null) {
        if (call.waitsSinceMs === null && ageMs >= answerMs + screenMs) {
          call.waitsSinceMs = nowMs;
          this.#seen.push({ kind: 'live', afterMs: answerMs + screenMs, ringMs: sinceRingMs, amdMs });
        }
        return true;
      }
      if (ageMs < endMs) {
        return true;
      }
      const answered = answerMs === null ? {} : { amdMs };
      this.#seen.push({ kind: 'failed', reason, afterMs: endMs, ringMs: sinceRingMs, ...answered });
      return false;
    });
  }

  #moveAgents(nowMs: number): void {
    const counts = nowMs >= WARM_UP_MS;
    for (const agent of this.#agents) {
      if (counts && agent.phase === 'talking') {
        this.#sum.talkMs += TICK_MS;
      } else if (counts && agent.phase === 'idle') {
        this.#sum.idleMs += TICK_MS;
      }
      if (agent.phase !== 'idle' && nowMs >= agent.untilMs) {
        this.#nextPhase(agent, nowMs);
      }
    }
  }

  #nextPhase(agent: Agent, nowMs: number): void {
    if (agent.phase === 'talking') {
      const wrapMs = this.#draw(this.#task.world.wrapsMs);
      this.#seen.push({ kind: 'talkEnded', talkMs: agent.talkMs });
      Object.assign(agent, { phase: 'wrap_up', sinceMs: nowMs, untilMs: nowMs + wrapMs });
    } else {
      this.#seen.push({ kind: 'wrapEnded', wrapMs: nowMs - agent.sinceMs });
      Object.assign(agent, { phase: 'idle', sinceMs: nowMs });
    }
  }

  /** Who waits longest meets who is free longest. */
  #join(nowMs: number): void {
    const free = this.#agents.filter(({ phase }) => phase === 'idle').sort((a, b) => a.sinceMs - b.sinceMs);
    const waiting = this.#calls.filter(({ waitsSinceMs }) => waitsSinceMs !== null);
    const joined = new Set<LiveCall>();
    for (const agent of free) {
      const call = waiting[joined.size];
      if (call === undefined) {
        break;
      }
      joined.add(call);
      const talkMs = this.#draw(this.#task.world.talksMs);
      Object.assign(agent, { phase: 'talking', sinceMs: nowMs, untilMs: nowMs + talkMs, talkMs });
      this.#seen.push({ kind: 'connected', waitMs: nowMs - (call.waitsSinceMs ?? nowMs) });
      this.#connected += 1;
      this.#sum.connected += nowMs >= WARM_UP_MS ? 1 : 0;
    }
    if (joined.size > 0) {
      this.#calls = this.#calls.filter((call) => !joined.has(call));
    }
  }

  #giveUp(nowMs: number): void {
    const limitMs = this.#task.settings.connectDeadlineMs;
    const late = (call: LiveCall): boolean =>
      call.waitsSinceMs !== null && nowMs - call.waitsSinceMs >= limitMs;
    const lost = this.#calls.filter(late).length;
    if (lost > 0) {
      this.#calls = this.#calls.filter((call) => !late(call));
      this.#abandoned += lost;
      this.#sum.abandoned += nowMs >= WARM_UP_MS ? lost : 0;
      this.#seen.push(...Array.from({ length: lost }, () => ({ kind: 'abandoned' }) as const));
    }
  }

  #place(nowMs: number): void {
    const seen = this.#seen;
    this.#seen = [];
    const { pacer, decision } = this.#pacer.step(this.#snapshot(nowMs), seen, nowMs);
    this.#pacer = pacer;
    for (let placed = 0; placed < decision.place; placed++) {
      const sample = this.#drawCall();
      this.#calls.push({ bornMs: nowMs, sample, saidRang: false, waitsSinceMs: null });
      this.#seen.push({ kind: 'placed' });
    }
    this.#sum.attempts += nowMs >= WARM_UP_MS ? decision.place : 0;
  }

  #snapshot(nowMs: number) {
    const busyAgents = this.#agents.flatMap(({ phase, sinceMs }): PacedAgent[] =>
      phase === 'idle' ? [] : [{ phase, ageMs: nowMs - sinceMs, leaving: false }],
    );
    return {
      idleAgents: this.#agents.length - busyAgents.length,
      busyAgents,
      calls: this.#calls.map(({ bornMs, sample, waitsSinceMs }) => {
        const ageMs = nowMs - bornMs;
        const { ringMs, answerMs } = sample;
        const answered = answerMs !== null && ageMs >= answerMs;
        return {
          ageMs,
          ringingMs: ringMs === null || ageMs < ringMs || answered ? null : ageMs - ringMs,
          screeningMs: answered && waitsSinceMs === null ? ageMs - answerMs : null,
          waiting: waitsSinceMs !== null,
        };
      }),
      connectedToday: this.#connected,
      abandonedToday: this.#abandoned,
      freeChannels: Number.POSITIVE_INFINITY,
      cpsRoom: Number.POSITIVE_INFINITY,
      contactsReady: 10_000,
      msLeftToday: null,
    };
  }
}
