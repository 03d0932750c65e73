import { CadenciaError } from '../../core/kernel/errors.js';
import { type LegId, type MediaServerId, parseLegId } from '../../core/kernel/ids.js';
import type { LegSound } from '../../core/test-call/test-call-report.js';
import type { Clock } from '../../ports/clock.js';
import type { InboundLeg, LiveLeg, LocalHangupCause, OriginateCommand, SnoopWay } from '../../ports/media.js';
import type { FarEnd, FarEndReports } from './far-end.js';
import { SimulatedAgentPhone } from './simulated-agent-phone.js';
import { SimulatedBridges } from './simulated-bridges.js';
import { type CallerModel, SimulatedCaller } from './simulated-caller.js';
import { type LegOrigin, SimulatedLeg } from './simulated-leg.js';
import { type RecordedTalk, SimulatedRecording } from './simulated-recording.js';
import { SimulatedTieEnd } from './simulated-tie.js';
import type { SwitchLink, SwitchReport } from './switch-link.js';

const PACKET_MS = 20;

/** Q.850 of the causes we hang up with. */
const LOCAL_CAUSES: Readonly<Record<LocalHangupCause, number>> = {
  normal: 16,
  busy: 17,
  no_answer: 19,
  rejected: 21,
};

/** How a leg ended; `lost` when its switch died under it. */
export interface LegEnd {
  readonly by: 'remote' | 'network' | 'local' | 'lost';
  readonly q850: number | null;
  readonly sipCode: number | null;
}

/** What surrounds a switch: whom it can call, and who wants to know. */
export interface PublicNetwork {
  /** The far end of a new leg; throws when the call cannot be placed at all. */
  call(serverId: MediaServerId, command: OriginateCommand, reports: FarEndReports): FarEnd;
  /** Once for each leg that is over. */
  ended(serverId: MediaServerId, leg: SimulatedLeg, end: LegEnd): void;
  soundLengthMs(sound: string): number;
  /** A recording has ended. */
  recorded(talk: RecordedTalk): void;
}

/**
 * The process of one media server: legs, bridges, sounds. It outlives the connection to it. Commands act at once and
 * throw when refused; latency and lost replies are the link's affair.
 */
export class SimulatedSwitch {
  readonly id: MediaServerId;
  readonly #network: PublicNetwork;
  readonly #clock: Clock;
  /** Legs that listen to another one. */
  readonly #ears = new Set<SimulatedLeg>();
  readonly #legs = new Map<LegId, SimulatedLeg>();
  /** Legs whose end is being told. */
  readonly #ended = new Map<LegId, string>();
  readonly #bridges = new SimulatedBridges((report) => this.#report(report));
  /** By the name under which an engine's legs live here. */
  readonly #links = new Map<string, SwitchLink>();
  #process: 'running' | 'frozen' | 'dead' = 'running';
  #cut = false;
  #incarnation = 1;
  #callsIn = 0;

  constructor(id: MediaServerId, network: PublicNetwork, clock: Clock) {
    this.id = id;
    this.#network = network;
    this.#clock = clock;
  }

  get isReachable(): boolean {
    return this.#process === 'running' && !this.#cut;
  }

  get isFrozen(): boolean {
    return this.#process === 'frozen';
  }

  /** Counts the lives of the process: what was sent to an earlier one is lost. */
  get incarnation(): number {
    return this.#incarnation;
  }

  /** A second link of the same name takes the first one's place. */
  attach(link: SwitchLink): void {
    const before = this.#links.get(link.estate);
    this.#links.set(link.estate, link);
    if (before !== undefined && before !== link) {
      before.disconnected('another connection took this server over');
    }
  }

  detach(link: SwitchLink): void {
    if (this.#links.get(link.estate) === link) {
      this.#links.delete(link.estate);
    }
  }

  /** The process dies with every leg on it; nobody is told of the legs. */
  kill(): void {
    if (this.#process === 'dead') {
      return;
    }
    this.#process = 'dead';
    this.#incarnation += 1;
    for (const leg of this.#legs.values()) {
      this.#bury(leg, { by: 'lost', q850: null, sipCode: null });
    }
    this.#legs.clear();
    this.#eachLink((link) => link.disconnected('connection closed (1006)'));
  }

  restart(): void {
    this.kill();
    this.#process = 'running';
    this.#reconnect();
  }

  /** The process hangs, as on SIGSTOP: calls go on by themselves, nothing is heard or answered. */
  freeze(): void {
    if (this.#process === 'running') {
      this.#process = 'frozen';
      this.#eachLink((link) => link.frozen());
    }
  }

  thaw(): void {
    if (this.#process === 'frozen') {
      this.#process = 'running';
      this.#eachLink((link) => link.thawed());
    }
  }

  cutLink(): void {
    if (!this.#cut) {
      this.#cut = true;
      this.#eachLink((link) => link.disconnected('connection lost'));
    }
  }

  restoreLink(): void {
    this.#cut = false;
    this.#reconnect();
  }

  /** @param estate Only those of that name. */
  list(estate?: string): readonly LiveLeg[] {
    return [...this.#legs.values()]
      .filter((leg) => estate === undefined || leg.estate === estate)
      .map((leg) => leg.toLiveLeg());
  }

  /** Legs of one name are another's from now on. */
  inherit(from: string, to: string): readonly LiveLeg[] {
    const legs = [...this.#legs.values()].filter(({ estate }) => estate === from);
    for (const leg of legs) {
      leg.estate = to;
    }
    return legs.map((leg) => leg.toLiveLeg());
  }

  originate(command: OriginateCommand, estate = ''): void {
    if (this.#legs.has(command.legId)) {
      throw refusedCommand(`Leg ${command.legId} lives on ${this.id} already: choose another id.`);
    }
    const leg = this.#newLeg(command);
    leg.estate = estate;
    leg.farEnd = this.#network.call(this.id, command, this.#reportsOf(leg));
    this.#legs.set(leg.legId, leg);
    leg.farEnd.ring();
  }

  /** Somebody calls one of our numbers: it rings here until it is answered. Null where no process runs to take it. */
  callIn(inbound: InboundLeg, model: CallerModel): SimulatedCaller | null {
    if (this.#process === 'dead') {
      return null;
    }
    this.#callsIn += 1;
    const legId = parseLegId(`i-${this.id}-${this.#incarnation}.${this.#callsIn}`);
    const target = { kind: 'inbound', ...inbound } as const;
    const leg = this.#newLeg({ legId, target, tags: {} });
    leg.state = 'ringing';
    leg.estate = [...this.#links.keys()][0] ?? '';
    const caller = new SimulatedCaller(this.#clock, model, this.#reportsOf(leg));
    leg.farEnd = caller;
    this.#legs.set(legId, leg);
    this.#report({ kind: 'offered', legId, inbound });
    caller.ring();
    return caller;
  }

  /** A call by a tie of another switch; null where no process runs to take it. */
  tieIn(called: string): SimulatedTieEnd | null {
    if (this.#process === 'dead') {
      return null;
    }
    this.#callsIn += 1;
    const legId = parseLegId(`i-${this.id}-${this.#incarnation}.${this.#callsIn}`);
    const inbound = { caller: '', called };
    const leg = this.#newLeg({ legId, target: { kind: 'inbound', ...inbound }, tags: {} });
    leg.state = 'ringing';
    leg.estate = [...this.#links.keys()][0] ?? '';
    const end = new SimulatedTieEnd(this.#clock, this.#reportsOf(leg));
    leg.farEnd = end;
    this.#legs.set(legId, leg);
    this.#report({ kind: 'offered', legId, inbound });
    return end;
  }

  answer(legId: LegId): void {
    const leg = this.#legs.get(legId);
    if (leg === undefined) {
      throw new CadenciaError('DLR_MEDIA_GONE', { detail: `No leg ${legId} lives on ${this.id}.` });
    }
    if (!(leg.farEnd instanceof SimulatedCaller || leg.farEnd instanceof SimulatedTieEnd)) {
      throw refusedCommand(`Leg ${legId} did not come in: there is nothing to answer.`);
    }
    if (leg.state !== 'up') {
      leg.farEnd.pickedUp();
    }
  }

  hangup(legId: LegId, cause: LocalHangupCause): void {
    const leg = this.#legs.get(legId);
    if (leg !== undefined && !(cause === 'no_answer' && leg.state === 'up')) {
      const q850 = LOCAL_CAUSES[cause];
      this.#end(leg, {
        by: 'local',
        q850,
        sipCode: leg.state === 'up' || leg.target.kind === 'inbound' ? null : 487,
      });
    }
  }

  bridge(agentLegId: LegId, legId: LegId): void {
    const agentLeg = this.#upLeg(agentLegId);
    const leg = this.#upLeg(legId);
    if (agentLeg === leg) {
      throw refusedCommand(`Leg ${legId} cannot be bridged with itself.`);
    }
    this.#bridges.join(agentLeg, leg);
  }

  /** A further guest beside the one the agent's leg is bridged with. */
  invite(agentLegId: LegId, legId: LegId): void {
    const host = this.#upLeg(agentLegId);
    const leg = this.#upLeg(legId);
    if (host.bridgedWith === null || host.bridgedWith === leg || host === leg) {
      this.bridge(agentLegId, legId);
      return;
    }
    this.#bridges.invite(host, leg);
  }

  unbridge(legId: LegId): void {
    this.#bridges.part(this.#upLeg(legId));
  }

  play(legId: LegId, sound: string, playId: string): void {
    this.#upLeg(legId).speaker.play(playId, this.#network.soundLengthMs(sound));
  }

  stopPlay(legId: LegId, playId: string): void {
    this.#upLeg(legId).speaker.stop(playId);
  }

  hold(legId: LegId, on: boolean): void {
    const leg = this.#upLeg(legId);
    leg.held = on;
    if (on && leg.target.kind !== 'agent' && leg.target.kind !== 'tie') {
      // Who waits with music is in no talk; the end of the music does not take him back to it.
      this.#bridges.part(leg);
    }
    leg.updateHearing();
  }

  record(legId: LegId, name: string, on: boolean): void {
    const leg = this.#upLeg(legId);
    if (!on) {
      this.#endRecording(leg, name);
    } else if (leg.recordings.size > 0 && !leg.recordings.has(name)) {
      throw refusedCommand(`Leg ${legId} is being recorded under another name already.`);
    } else if (!leg.recordings.has(name)) {
      leg.recordings.set(name, new SimulatedRecording(name, this.#clock.now()));
    }
  }

  pauseRecording(legId: LegId, name: string, paused: boolean): void {
    const leg = this.#upLeg(legId);
    const recording = leg.recordings.get(name);
    if (recording === undefined) {
      throw new CadenciaError('DLR_MEDIA_GONE', { detail: `Leg ${legId} is not recorded under that name.` });
    }
    recording.pause(paused, this.#clock.now());
  }

  sendDtmf(legId: LegId): void {
    this.#upLeg(legId);
  }

  snoop(earLegId: LegId, legId: LegId, way: SnoopWay): void {
    const ear = this.#upLeg(earLegId);
    const heard = this.#upLeg(legId);
    if (ear === heard) {
      throw refusedCommand(`Leg ${legId} cannot listen to itself.`);
    }
    ear.snooping = { legId, way };
    this.#ears.add(ear);
    ear.updateHearing();
  }

  endSnoop(earLegId: LegId): void {
    const ear = this.#legs.get(earLegId);
    if (ear !== undefined) {
      ear.snooping = null;
      this.#ears.delete(ear);
      ear.updateHearing();
    }
  }

  /** As much as twenty milliseconds a packet make, both ways. */
  soundOf(legId: LegId): LegSound {
    const { answeredAtMs } = this.#upLeg(legId);
    const packets = Math.floor((this.#clock.now() - (answeredAtMs ?? this.#clock.now())) / PACKET_MS);
    return { codec: 'alaw', packetsIn: packets, packetsOut: packets };
  }

  /** Who listens to whom now, and how. */
  snoops(): readonly { readonly earLegId: LegId; readonly legId: LegId; readonly way: SnoopWay }[] {
    return [...this.#legs.values()].flatMap(({ legId: earLegId, snooping }) =>
      snooping === null ? [] : [{ earLegId, ...snooping }],
    );
  }

  /** Breaks the connection of that phone on every leg to it; how many there were. */
  dropAgentPhone(endpoint: string): number {
    const legs = [...this.#legs.values()].filter(
      ({ target }) => target.kind === 'agent' && target.endpoint === endpoint,
    );
    for (const { farEnd } of legs) {
      if (farEnd instanceof SimulatedAgentPhone) {
        farEnd.drop();
      }
    }
    return legs.length;
  }

  #newLeg(origin: LegOrigin): SimulatedLeg {
    const { legId } = origin;
    return new SimulatedLeg(origin, this.#clock, (playId) =>
      this.#report({ kind: 'playFinished', legId, playId }),
    );
  }

  #reportsOf(leg: SimulatedLeg): FarEndReports {
    const { legId } = leg;
    return {
      progress: (code) => {
        leg.state = 'ringing';
        this.#report({ kind: 'progress', legId, code });
      },
      answered: () => {
        leg.state = 'up';
        leg.answeredAtMs = this.#clock.now();
        this.#report({ kind: 'answered', legId });
      },
      amd: (verdict, cause) => this.#report({ kind: 'amd', legId, verdict, cause }),
      dtmf: (digit) => this.#report({ kind: 'dtmf', legId, digit }),
      ended: (by, q850, sipCode) => this.#end(leg, { by, q850, sipCode }),
      spoke: () => leg.bridgedWith?.updateHearing(),
    };
  }

  #upLeg(legId: LegId): SimulatedLeg {
    const leg = this.#legs.get(legId);
    if (leg === undefined) {
      throw new CadenciaError('DLR_MEDIA_GONE', { detail: `No leg ${legId} lives on ${this.id}.` });
    }
    if (leg.state !== 'up') {
      throw refusedCommand(`Leg ${legId} is ${leg.state}, not answered yet: wait for its answer.`);
    }
    return leg;
  }

  #end(leg: SimulatedLeg, end: LegEnd & { readonly by: 'remote' | 'network' | 'local' }): void {
    if (!this.#legs.delete(leg.legId)) {
      return;
    }
    this.#ears.delete(leg);
    for (const ear of this.#ears) {
      if (ear.snooping?.legId === leg.legId) {
        this.endSnoop(ear.legId);
      }
    }
    const alone = this.#bridges.leave(leg).filter((one) => one !== leg);
    this.#bury(leg, end);
    this.#ended.set(leg.legId, leg.estate);
    this.#report({ kind: 'hungUp', legId: leg.legId, by: end.by, q850: end.q850, sipCode: end.sipCode });
    this.#ended.delete(leg.legId);
    for (const other of alone) {
      other.updateHearing();
      this.#report({ kind: 'unbridged', legId: other.legId });
    }
  }

  #endRecording(leg: SimulatedLeg, name: string): void {
    const recording = leg.recordings.get(name);
    if (recording !== undefined) {
      leg.recordings.delete(name);
      this.#network.recorded(recording.finish(this.#clock.now()));
    }
  }

  #bury(leg: SimulatedLeg, end: LegEnd): void {
    for (const name of leg.recordings.keys()) {
      this.#endRecording(leg, name);
    }
    if (end.by === 'lost' && leg.farEnd?.vanish !== undefined) {
      leg.farEnd.vanish();
    } else {
      leg.farEnd?.release();
    }
    leg.speaker.release();
    this.#network.ended(this.id, leg, end);
  }

  #report(report: SwitchReport): void {
    if (!this.#cut && this.#process !== 'dead') {
      const estate = this.#legs.get(report.legId)?.estate ?? this.#ended.get(report.legId);
      this.#links.get(estate ?? '')?.report(report);
    }
  }

  #eachLink(tell: (link: SwitchLink) => void): void {
    for (const link of [...this.#links.values()]) {
      tell(link);
    }
  }

  #reconnect(): void {
    if (this.isReachable) {
      this.#eachLink((link) => link.connected());
    }
  }
}

function refusedCommand(detail: string): CadenciaError {
  return new CadenciaError('DLR_MEDIA_REFUSED', { detail });
}
