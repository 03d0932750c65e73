import { CadenciaError } from '../../core/kernel/errors.js';
import {
  type E164,
  type LegId,
  type MediaServerId,
  parseMediaServerId,
  type TrunkId,
} from '../../core/kernel/ids.js';
import type { Rng } from '../../core/kernel/rng.js';
import type { Clock } from '../../ports/clock.js';
import type { OriginateCommand } from '../../ports/media.js';
import { type Distribution, drawMs } from './distribution.js';
import type { FarEnd, FarEndReports } from './far-end.js';
import { type Fate, refused } from './fate.js';
import type { FateModel } from './fate-model.js';
import { SimulatedAgentPhone } from './simulated-agent-phone.js';
import { SimulatedCall } from './simulated-call.js';
import type { SimulatedLeg } from './simulated-leg.js';
import type { RecordedTalk } from './simulated-recording.js';
import { type LegEnd, type PublicNetwork, SimulatedSwitch } from './simulated-switch.js';
import { SimulatedTieEnd } from './simulated-tie.js';
import { SimulatedTrunk, type TrunkLimits } from './simulated-trunk.js';
import { SimulatorFaults } from './simulator-faults.js';

/** How agents' phones behave. */
export interface AgentPhoneModel {
  readonly answerAfter: Distribution;
  /** Mean time to a lost connection, in milliseconds; null: never lost. */
  readonly meanTimeToDropMs: number | null;
}

/** The network's own word on one call to a person, to compare the call log with. */
export interface SimulatedCallRecord extends LegEnd {
  readonly serverId: MediaServerId;
  readonly legId: LegId;
  readonly number: E164;
  readonly trunkId: TrunkId;
  readonly tags: Readonly<Record<string, string>>;
  readonly fate: Fate;
  readonly startedAtMs: number;
  readonly answeredAtMs: number | null;
  readonly endedAtMs: number;
  /** The longest time that whoever answered heard nothing of us. */
  readonly longestSilenceMs: number;
}

export interface SimulatedNetworkOptions {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly fates: FateModel;
  /** Limits by trunk. */
  readonly trunks?: ReadonlyMap<TrunkId, TrunkLimits>;
  /** Limits of each trunk not named above; null: calls by unknown trunks are refused. @default no limits */
  readonly otherTrunks?: TrunkLimits | null;
  readonly faults?: SimulatorFaults;
  /** @default answers within 100 to 400 ms and holds */
  readonly agentPhone?: AgentPhoneModel;
  /** Length of each sound by its name, in milliseconds; others last `otherSoundsMs`. */
  readonly soundsMs?: Readonly<Record<string, number>>;
  /** @default 6000 */
  readonly otherSoundsMs?: number;
  /** Hears of each call to a person when it is over. */
  readonly onCallRecord?: (record: SimulatedCallRecord) => void;
  /** Hears of each recording when it has ended. */
  readonly onRecorded?: (talk: RecordedTalk) => void;
}

/** Fates kept for legs that ended, so that an agent in wrap-up can still ask; older ones are forgotten. */
const FATES_KEPT = 50_000;
const UNLIMITED: TrunkLimits = {
  channels: Number.POSITIVE_INFINITY,
  callsPerSecond: Number.POSITIVE_INFINITY,
};
const STEADY_PHONE: AgentPhoneModel = {
  answerAfter: { kind: 'uniform', minMs: 100, maxMs: 400 },
  meanTimeToDropMs: null,
};

/** The public telephone network, the agents' phones and the media servers between them, in one process. */
export class SimulatedNetwork implements PublicNetwork {
  readonly faults: SimulatorFaults;
  readonly #options: SimulatedNetworkOptions;
  readonly #switches = new Map<MediaServerId, SimulatedSwitch>();
  readonly #trunks = new Map<TrunkId, SimulatedTrunk>();
  readonly #attempts = new Map<E164, number>();
  readonly #fates = new Map<LegId, Fate>();
  readonly #calls = new Map<
    FarEnd,
    { readonly call: SimulatedCall; readonly fate: Fate; readonly trunk: SimulatedTrunk | null }
  >();

  constructor(options: SimulatedNetworkOptions) {
    this.#options = options;
    this.faults = options.faults ?? new SimulatorFaults();
    for (const [trunkId, limits] of options.trunks ?? []) {
      this.#trunks.set(trunkId, new SimulatedTrunk(limits));
    }
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  get rng(): Rng {
    return this.#options.rng;
  }

  /** The process of that server; made when first asked for. */
  switchOf(serverId: MediaServerId): SimulatedSwitch {
    let found = this.#switches.get(serverId);
    if (found === undefined) {
      found = new SimulatedSwitch(serverId, this, this.clock);
      this.#switches.set(serverId, found);
    }
    return found;
  }

  /** Who and what that leg's call met, and how long the matter takes; null for a leg never dialled, or long ago. */
  fateOfLeg(legId: LegId): Fate | null {
    return this.#fates.get(legId) ?? null;
  }

  /** The trunk, or null when calls by it are refused. */
  trunk(trunkId: TrunkId): SimulatedTrunk | null {
    let trunk = this.#trunks.get(trunkId);
    const others = this.#options.otherTrunks;
    if (trunk === undefined && others !== null) {
      trunk = new SimulatedTrunk(others ?? UNLIMITED);
      this.#trunks.set(trunkId, trunk);
    }
    return trunk ?? null;
  }

  /** Breaks an agent's phone off, on every server; how many legs it had. */
  dropAgentPhone(endpoint: string): number {
    let legs = 0;
    for (const one of this.#switches.values()) {
      legs += one.dropAgentPhone(endpoint);
    }
    return legs;
  }

  soundLengthMs(sound: string): number {
    return this.#options.soundsMs?.[sound] ?? this.#options.otherSoundsMs ?? 6000;
  }

  /** A recording has ended; the switch calls this. */
  recorded(talk: RecordedTalk): void {
    this.#options.onRecorded?.(talk);
  }

  /** Makes the far end of a new leg; the switch calls this. */
  call(serverId: MediaServerId, command: OriginateCommand, reports: FarEndReports): FarEnd {
    const { target, ringTimeoutMs } = command;
    if (target.kind === 'agent') {
      return this.#agentPhone(target.endpoint, ringTimeoutMs, reports);
    }
    if (target.kind === 'tie') {
      const { endpoint, called } = target;
      const place = () =>
        this.faults.isRegistered(endpoint) ? this.switchOf(tieTarget(endpoint)).tieIn(called) : null;
      return new SimulatedTieEnd(this.clock, reports, { place, ringMs: ringTimeoutMs });
    }
    const trunk = this.trunk(target.trunkId);
    if (trunk === null) {
      throw new CadenciaError('DLR_MEDIA_REFUSED', {
        detail: `Media server ${serverId} has no trunk ${target.trunkId}: add it to the simulated network.`,
      });
    }
    const taken = !this.#isTurnedAway(target.trunkId) && trunk.take(this.clock.now());
    const fate = taken ? this.#nextFateOf(target.number, command.callerId) : this.#turnedAway(target.trunkId);
    this.#keepFate(command.legId, fate);
    const extraDelayMs = this.faults.trunkFault(target.trunkId)?.extraDelayMs ?? 0;
    const terms = { fate, ringTimeoutMs, screensForMachines: command.amd, extraDelayMs };
    const call = new SimulatedCall(this.clock, terms, reports);
    this.#calls.set(call, { call, fate, trunk: taken ? trunk : null });
    return call;
  }

  /** A leg is over; the switch calls this once for each. */
  ended(serverId: MediaServerId, leg: SimulatedLeg, end: LegEnd): void {
    const call = leg.farEnd === null ? undefined : this.#calls.get(leg.farEnd);
    if (call === undefined || leg.farEnd === null || leg.target.kind !== 'phone') {
      return;
    }
    this.#calls.delete(leg.farEnd);
    call.trunk?.release();
    const { legId, tags, createdAtMs, answeredAtMs } = leg;
    const { number, trunkId } = leg.target;
    const times = { startedAtMs: createdAtMs, answeredAtMs, endedAtMs: this.clock.now() };
    const { longestSilenceMs } = call.call;
    this.#options.onCallRecord?.({
      serverId,
      legId,
      number,
      trunkId,
      tags,
      fate: call.fate,
      ...times,
      ...end,
      longestSilenceMs,
    });
  }

  #isTurnedAway(trunkId: TrunkId): boolean {
    const share = this.faults.trunkFault(trunkId)?.refusedShare ?? 0;
    return share > 0 && this.rng.next() < share;
  }

  #turnedAway(trunkId: TrunkId): Fate {
    const fault = this.faults.trunkFault(trunkId);
    return refused('congestion', null, 50, fault?.sipCode ?? 503, fault?.q850 ?? 34);
  }

  /** A call the trunk turned away never reached the person: only the others count as attempts. */
  #nextFateOf(number: E164, shown: string): Fate {
    const attempt = (this.#attempts.get(number) ?? 0) + 1;
    this.#attempts.set(number, attempt);
    return this.#options.fates.fateOf(number, attempt, this.clock.now(), shown);
  }

  #keepFate(legId: LegId, fate: Fate): void {
    this.#fates.delete(legId);
    this.#fates.set(legId, fate);
    if (this.#fates.size > FATES_KEPT) {
      const [oldest] = this.#fates.keys();
      if (oldest !== undefined) {
        this.#fates.delete(oldest);
      }
    }
  }

  #agentPhone(endpoint: string, ringTimeoutMs: number, reports: FarEndReports): FarEnd {
    const { rng, agentPhone = STEADY_PHONE } = this.#options;
    const { meanTimeToDropMs } = agentPhone;
    const terms = {
      registered: this.faults.isRegistered(endpoint),
      answerAfterMs: this.faults.isSilent(endpoint) ? ringTimeoutMs : drawMs(agentPhone.answerAfter, rng),
      ringTimeoutMs,
      dropsAfterMs:
        meanTimeToDropMs === null ? null : Math.ceil(-Math.log(1 - rng.next()) * meanTimeToDropMs),
    };
    return new SimulatedAgentPhone(this.clock, terms, reports);
  }
}

const TIE_PREFIX = 'SIM/';

/** Written `SIM/<the other switch>`. */
function tieTarget(endpoint: string): MediaServerId {
  if (!endpoint.startsWith(TIE_PREFIX)) {
    throw new CadenciaError('DLR_MEDIA_REFUSED', {
      detail: `'${endpoint}' is no tie here: write SIM/<switch>.`,
    });
  }
  return parseMediaServerId(endpoint.slice(TIE_PREFIX.length));
}
