import { BRASILIA, civilTime } from '../../core/kernel/civil-time.js';
import type { AgentId, CampaignId } from '../../core/kernel/ids.js';
import { HOUR, MINUTE } from '../../core/kernel/time.js';
import type { EngineEvents } from '../../ports/engine-events.js';
import { instantOf } from './answer-curve.js';
import type { Scenario } from './scenario.js';
import type { TwinFigures, TwinStretch } from './twin-figures.js';

const STRETCH_MS = 10 * MINUTE;
const WORST_MINUTES = 30;
/** Fewer people in half an hour say nothing about a share. */
const LEAST_PEOPLE = 20;
const FREE: ReadonlySet<string> = new Set(['available', 'reserved']);
const WORKING: ReadonlySet<string> = new Set(['available', 'reserved', 'talking', 'wrap_up']);

interface Minute {
  attempts: number;
  connected: number;
  abandoned: number;
}

interface Seat {
  state: string;
  sinceMs: number;
  freeSinceMs: number | null;
}

function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** Rounded, so that the printed figures are the compared ones. */
function rounded(value: number | null, digits = 5): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}

/** Listens to one engine and sums up what its day came to; knows nothing but the engine's own events. */
export class TwinMeasures {
  readonly #scenario: Scenario;
  readonly #opensMs: number;
  readonly #lengthMs: number;
  readonly #minutes = new Map<number, Minute>();
  readonly #seats = new Map<AgentId, Seat>();
  readonly #talkBy = new Map<number, number>();
  readonly #freeBy = new Map<number, number>();
  readonly #agentWaits: number[] = [];
  readonly #personWaits: number[] = [];
  readonly #blocked = new Map<string, number>();
  readonly #reasons = new Map<string, number>();
  readonly #stopped = new Set<string>();
  readonly #held = new Map<CampaignId, number>();
  /** By lane: what the strategy last asked for, and what the engine last made of it. */
  readonly #asked = new Map<string, number>();
  readonly #made = new Map<string, number>();
  #decisions = 0;
  #bounded = 0;
  #talkMs = 0;
  #freeMs = 0;
  #loggedMs = 0;
  #heldMs = 0;
  #open = 0;
  #peak = 0;

  constructor(scenario: Scenario, events: EngineEvents) {
    this.#scenario = scenario;
    this.#opensMs = instantOf(scenario, scenario.from);
    this.#lengthMs = instantOf(scenario, scenario.to) - this.#opensMs;
    events.on('agent:moved', ({ agentId, to, atMs }) => this.#moved(agentId, to, atMs));
    events.on('call:dialed', ({ atMs }) => {
      this.#minute(atMs).attempts += 1;
      this.#open += 1;
      this.#peak = Math.max(this.#peak, this.#open);
    });
    events.on('call:connected', ({ atMs, waitMs }) => {
      this.#minute(atMs).connected += 1;
      this.#personWaits.push(waitMs);
    });
    events.on('call:abandoned', ({ atMs }) => {
      this.#minute(atMs).abandoned += 1;
    });
    events.on('call:closed', ({ row }) => {
      this.#open = Math.max(0, this.#open - 1);
      this.#reasons.set(row.result.reason, (this.#reasons.get(row.result.reason) ?? 0) + 1);
    });
    events.on('dial:blocked', ({ rule }) => this.#blocked.set(rule, (this.#blocked.get(rule) ?? 0) + 1));
    events.on('pacing:decided', ({ campaignId, lane, decision }) => {
      this.#made.set(`${campaignId}/${lane}`, decision.place);
    });
    events.on('limit:stopped', ({ id }) => this.#stopped.add(id));
    events.on('abandon:stopped', ({ campaignId, atMs }) => {
      this.#held.set(campaignId, this.#held.get(campaignId) ?? atMs);
    });
    events.on('abandon:resumed', ({ campaignId, atMs }) => this.#resumed(campaignId, atMs));
  }

  /** Reasons of ended attempts and rules that blocked dials, most frequent first. */
  get counts() {
    const sorted = (map: ReadonlyMap<string, number>): Record<string, number> =>
      Object.fromEntries([...map].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
    return { reasons: sorted(this.#reasons), blocked_by: sorted(this.#blocked) };
  }

  /** A strategy's answer, before the engine bounds it; told of each, while the engine's event tells of changes only. */
  strategyAsked(campaignId: CampaignId, lane: string, place: number): void {
    const key = `${campaignId}/${lane}`;
    this.#decisions += 1;
    this.#bounded += (this.#asked.get(key) ?? 0) > (this.#made.get(key) ?? 0) ? 1 : 0;
    this.#asked.set(key, place);
  }

  /** Ends what lasts at `nowMs` and sums up. */
  figures(nowMs: number): TwinFigures {
    for (const [agentId, { state }] of this.#seats) {
      this.#moved(agentId, state, nowMs);
    }
    for (const campaignId of [...this.#held.keys()]) {
      this.#resumed(campaignId, nowMs);
    }
    const total = this.#sum(() => true);
    const people = total.connected + total.abandoned;
    const agentWaits = [...this.#agentWaits].sort((a, b) => a - b);
    const personWaits = [...this.#personWaits].sort((a, b) => a - b);
    const firstHour = this.#sum((minute) => minute < 60);
    const seconds = (ms: number | null): number | null => rounded(ms === null ? null : ms / 1000, 3);
    const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
    return {
      occupancy: rounded(ratio(this.#talkMs, this.#talkMs + this.#freeMs)),
      drop_share: rounded(ratio(total.abandoned, people)),
      worst_30_minutes: rounded(this.#worst()),
      days_over_cap: this.#daysOver(),
      attempts: total.attempts,
      people,
      connected: total.connected,
      abandoned: total.abandoned,
      attempts_per_connected: rounded(ratio(total.attempts, total.connected)),
      agent_wait_mean_s: seconds(ratio(sum(agentWaits), agentWaits.length)),
      agent_wait_p90_s: seconds(quantile(agentWaits, 0.9)),
      person_wait_p50_s: seconds(quantile(personWaits, 0.5)),
      person_wait_p95_s: seconds(quantile(personWaits, 0.95)),
      talk_hours: rounded(this.#talkMs / HOUR, 3) ?? 0,
      logged_hours: rounded(this.#loggedMs / HOUR, 3) ?? 0,
      blocked: [...this.#blocked.values()].reduce((a, b) => a + b, 0),
      lines_at_limit: this.#stopped.size,
      congested: this.#reasons.get('congestion') ?? 0,
      bounded_share: rounded(ratio(this.#bounded, this.#decisions)),
      held_minutes: rounded(this.#heldMs / MINUTE, 1) ?? 0,
      first_hour_drop: rounded(ratio(firstHour.abandoned, firstHour.connected + firstHour.abandoned)),
      minutes_to_steady: this.#minutesToSteady(),
      peak_open_calls: this.#peak,
    };
  }

  /** The run in stretches of ten minutes. */
  stretches(): readonly TwinStretch[] {
    const found: TwinStretch[] = [];
    for (let day = 0; day < this.#scenario.days; day++) {
      const startMs = instantOf(this.#scenario, this.#scenario.from, day);
      for (let atMs = startMs; atMs < startMs + this.#lengthMs; atMs += STRETCH_MS) {
        const first = this.#minuteOf(atMs);
        const { attempts, connected, abandoned } = this.#sum((m) => m >= first && m < first + 10);
        const { hour, minute } = civilTime(atMs, BRASILIA);
        found.push({
          from: `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`,
          day,
          occupancy: rounded(this.#occupancyAt(Math.floor(atMs / STRETCH_MS))),
          attempts,
          people: connected + abandoned,
          abandoned,
        });
      }
    }
    return found;
  }

  #resumed(campaignId: CampaignId, atMs: number): void {
    // A hold that outlasts the day's close holds nothing then.
    const fromMs = this.#held.get(campaignId) ?? atMs;
    this.#heldMs += Math.max(0, this.#withinHours(atMs) - fromMs);
    this.#held.delete(campaignId);
  }

  #minuteOf(atMs: number): number {
    return Math.floor((atMs - this.#opensMs) / MINUTE);
  }

  #minute(atMs: number): Minute {
    const key = this.#minuteOf(atMs);
    let minute = this.#minutes.get(key);
    if (minute === undefined) {
      minute = { attempts: 0, connected: 0, abandoned: 0 };
      this.#minutes.set(key, minute);
    }
    return minute;
  }

  /** Time after the close of a day counts for nothing: nobody is dialled for then. */
  #withinHours(atMs: number): number {
    const day = Math.max(0, Math.floor((atMs - this.#opensMs) / (24 * HOUR)));
    return Math.min(atMs, this.#opensMs + day * 24 * HOUR + this.#lengthMs);
  }

  #moved(agentId: AgentId, to: string, atMs: number): void {
    const seat = this.#seats.get(agentId) ?? { state: 'offline', sinceMs: atMs, freeSinceMs: null };
    const untilMs = this.#withinHours(atMs);
    if (untilMs > seat.sinceMs) {
      this.#spent(seat, untilMs);
    }
    if (to === 'available' && seat.state !== 'available') {
      seat.freeSinceMs = seat.state === 'reserved' ? seat.freeSinceMs : atMs;
    } else if (to === 'talking' && seat.freeSinceMs !== null) {
      this.#agentWaits.push(atMs - seat.freeSinceMs);
      seat.freeSinceMs = null;
    } else if (to !== 'reserved' && to !== seat.state) {
      seat.freeSinceMs = null;
    }
    seat.state = to;
    seat.sinceMs = atMs;
    this.#seats.set(agentId, seat);
  }

  #spent({ state, sinceMs }: Seat, untilMs: number): void {
    this.#loggedMs += WORKING.has(state) ? untilMs - sinceMs : 0;
    const talks = state === 'talking';
    if (!talks && !FREE.has(state)) {
      return;
    }
    const by = talks ? this.#talkBy : this.#freeBy;
    this.#talkMs += talks ? untilMs - sinceMs : 0;
    this.#freeMs += talks ? 0 : untilMs - sinceMs;
    for (let atMs = sinceMs; atMs < untilMs; ) {
      const slot = Math.floor(atMs / STRETCH_MS);
      const endMs = Math.min(untilMs, (slot + 1) * STRETCH_MS);
      by.set(slot, (by.get(slot) ?? 0) + endMs - atMs);
      atMs = endMs;
    }
  }

  #occupancyAt(slot: number): number | null {
    const talk = this.#talkBy.get(slot) ?? 0;
    return ratio(talk, talk + (this.#freeBy.get(slot) ?? 0));
  }

  #sum(counts: (minute: number) => boolean): Minute {
    const total = { attempts: 0, connected: 0, abandoned: 0 };
    for (const [key, minute] of this.#minutes) {
      if (counts(key)) {
        total.attempts += minute.attempts;
        total.connected += minute.connected;
        total.abandoned += minute.abandoned;
      }
    }
    return total;
  }

  #worst(): number | null {
    let worst: number | null = null;
    const window = { people: 0, abandoned: 0 };
    const add = (key: number, sign: 1 | -1): void => {
      const minute = this.#minutes.get(key);
      window.people += sign * ((minute?.connected ?? 0) + (minute?.abandoned ?? 0));
      window.abandoned += sign * (minute?.abandoned ?? 0);
    };
    const keys = [...this.#minutes.keys()];
    for (let key = Math.min(...keys, 0); key <= Math.max(...keys, 0); key++) {
      add(key, 1);
      add(key - WORST_MINUTES, -1);
      if (window.people >= LEAST_PEOPLE) {
        worst = Math.max(worst ?? 0, window.abandoned / window.people);
      }
    }
    return worst;
  }

  #daysOver(): number {
    const cap = Math.max(...this.#scenario.campaigns.map((campaign) => campaign.cap));
    let over = 0;
    for (let day = 0; day < this.#scenario.days; day++) {
      const { connected, abandoned } = this.#sum((minute) => Math.floor(minute / 1440) === day);
      over += abandoned > Math.max(1, cap * (connected + abandoned)) ? 1 : 0;
    }
    return over;
  }

  #minutesToSteady(): number | null {
    const first = Math.floor(this.#opensMs / STRETCH_MS);
    const slots = Math.ceil(this.#lengthMs / STRETCH_MS);
    let talk = 0;
    let all = 0;
    for (let slot = first + 6; slot < first + slots; slot++) {
      talk += this.#talkBy.get(slot) ?? 0;
      all += (this.#talkBy.get(slot) ?? 0) + (this.#freeBy.get(slot) ?? 0);
    }
    if (all === 0) {
      return null;
    }
    for (let slot = 0; slot < slots; slot++) {
      if ((this.#occupancyAt(first + slot) ?? 0) >= (0.95 * talk) / all) {
        return slot * 10;
      }
    }
    return null;
  }
}
