import { UA } from 'jssip';
import type { PhoneAccess } from './desk-link.js';
import { RelaySocket } from './relay-socket.js';

/** Registered anew this often. */
const REGISTER_SECONDS = 120;
const LOOK_MS = 3000;
/** Beyond these people begin to hear it. */
const MOST_LOSS = 0.03;
const MOST_JITTER_SECONDS = 0.04;
const MOST_ROUND_TRIP_SECONDS = 0.4;

export interface PhoneView {
  readonly mic: 'no' | 'asking' | 'on' | 'refused';
  readonly registered: boolean;
  readonly inCall: boolean;
  readonly muted: boolean;
  /** What the network does to the voice. */
  readonly network: 'unknown' | 'good' | 'poor';
}

/** What JsSIP tells of a session, cut down to what is used. */
interface RtcSession {
  readonly connection: RTCPeerConnection;
  isEnded(): boolean;
  terminate(): void;
  answer(options: object): void;
  mute(options: object): void;
  unmute(options: object): void;
  on(event: string, listener: (said: never) => void): void;
}

interface FoundCandidate {
  readonly candidate: RTCIceCandidate;
  ready(): void;
}

/**
 * The page as a telephone that is rung once, answers by itself and stays on the line: the server joins it with one person
 * after the other. A new call always replaces the one before, since a leg that was lost is never taken up again.
 */
export class WebPhone {
  readonly #listeners = new Set<() => void>();
  readonly #sound = new Audio();
  #view: PhoneView = { mic: 'no', registered: false, inCall: false, muted: false, network: 'unknown' };
  #mic: MediaStream | null = null;
  #opening: Promise<boolean> | null = null;
  #meter: { readonly context: AudioContext; readonly analyser: AnalyserNode } | null = null;
  #agent: UA | null = null;
  #session: RtcSession | null = null;
  #look: number | undefined;
  #lost = { packets: 0, lost: 0 };
  #onReady: () => void = () => undefined;

  readonly view = (): PhoneView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Asks for the microphone, once for the life of the page. */
  openMicrophone(): Promise<boolean> {
    this.#opening ??= this.#openMicrophone();
    return this.#opening;
  }

  async #openMicrophone(): Promise<boolean> {
    this.#set({ mic: 'asking' });
    try {
      this.#mic = await navigator.mediaDevices.getUserMedia({ audio: true });
      const context = new AudioContext();
      const analyser = context.createAnalyser();
      context.createMediaStreamSource(this.#mic).connect(analyser);
      this.#meter = { context, analyser };
      this.#set({ mic: 'on' });
      return true;
    } catch {
      this.#opening = null;
      this.#set({ mic: 'refused' });
      return false;
    }
  }

  /** How loud it is at the microphone, 0 to 1. */
  level(): number {
    if (this.#meter === null) {
      return 0;
    }
    const samples = new Float32Array(512);
    this.#meter.analyser.getFloatTimeDomainData(samples);
    const sum = samples.reduce((total, sample) => total + sample * sample, 0);
    return Math.min(1, Math.sqrt(sum / samples.length) * 4);
  }

  /** Registers with the secret of this page; `onReady` each time it can be rung. */
  register(agentId: string, token: string, access: PhoneAccess, onReady: () => void): void {
    this.#onReady = onReady;
    this.#agent?.stop();
    const agent = new UA({
      sockets: [new RelaySocket(agentId, token)],
      uri: `sip:${access.user}@${access.realm}`,
      password: access.password,
      register_expires: REGISTER_SECONDS,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 4,
    });
    this.#agent = agent;
    agent.on('registered', () => {
      this.#set({ registered: true });
      this.#onReady();
    });
    agent.on('unregistered', () => this.#set({ registered: false }));
    agent.on('registrationFailed', () => this.#set({ registered: false }));
    agent.on('disconnected', () => this.#set({ registered: false }));
    agent.on('newRTCSession', (said: { originator: string; session: unknown }) => {
      if (said.originator === 'remote') {
        this.#answer(said.session as RtcSession);
      }
    });
    agent.start();
  }

  mute(on: boolean): void {
    if (this.#session !== null && !this.#session.isEnded()) {
      const what = { audio: true };
      if (on) {
        this.#session.mute(what);
      } else {
        this.#session.unmute(what);
      }
      this.#set({ muted: on });
    }
  }

  close(): void {
    window.clearInterval(this.#look);
    this.#agent?.stop();
    this.#agent = null;
    for (const track of this.#mic?.getTracks() ?? []) {
      track.stop();
    }
    void this.#meter?.context.close();
    this.#mic = null;
    this.#meter = null;
  }

  #set(change: Partial<PhoneView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) {
      listener();
    }
  }

  #answer(session: RtcSession): void {
    const before = this.#session;
    this.#session = session;
    if (before !== null && !before.isEnded()) {
      before.terminate();
    }
    const over = (): void => {
      if (this.#session === session) {
        this.#session = null;
        window.clearInterval(this.#look);
        this.#set({ inCall: false, muted: false, network: 'unknown' });
      }
    };
    session.on('ended', over);
    session.on('failed', over);
    session.on('confirmed', () => this.#set({ inCall: true }));
    // One address of this machine is enough: the media server learns the others by itself, and the answer leaves 100 ms
    // earlier. An IPv6 one alone would not do where the server has none.
    session.on('icecandidate', ({ candidate, ready }: FoundCandidate) => {
      const isIpv4 = !(candidate.address ?? '').includes(':');
      if (candidate.type === 'host' && candidate.protocol === 'udp' && isIpv4) {
        ready();
      }
    });
    session.answer({
      mediaStream: this.#mic,
      pcConfig: { iceServers: [], bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' },
    });
    session.connection.addEventListener('track', ({ streams, track }) => {
      this.#sound.srcObject = streams[0] ?? new MediaStream([track]);
      void this.#sound.play().catch(() => undefined);
    });
    this.#lost = { packets: 0, lost: 0 };
    window.clearInterval(this.#look);
    this.#look = window.setInterval(() => void this.#lookAt(session), LOOK_MS);
  }

  /** Loss since the last look, jitter and round trip, by the browser's own counters. */
  async #lookAt(session: RtcSession): Promise<void> {
    const reports = [...(await session.connection.getStats()).values()] as readonly Record<string, unknown>[];
    const inbound = reports.find(({ type }) => type === 'inbound-rtp');
    const remote = reports.find(({ type }) => type === 'remote-inbound-rtp');
    const figure = (report: Record<string, unknown> | undefined, key: string): number =>
      typeof report?.[key] === 'number' ? report[key] : 0;
    const now = { packets: figure(inbound, 'packetsReceived'), lost: figure(inbound, 'packetsLost') };
    const arrived = now.packets - this.#lost.packets;
    const lost = now.lost - this.#lost.lost;
    this.#lost = now;
    if (arrived <= 0) {
      // Nobody is on the line: nothing is sent, which says nothing of the network.
      this.#set({ network: 'unknown' });
      return;
    }
    const poor =
      lost / (arrived + lost) > MOST_LOSS ||
      figure(inbound, 'jitter') > MOST_JITTER_SECONDS ||
      figure(remote, 'roundTripTime') > MOST_ROUND_TRIP_SECONDS;
    this.#set({ network: poor ? 'poor' : 'good' });
  }
}
