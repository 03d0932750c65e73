import type { UA } from 'jssip';
import type { IceServerOut } from '../../contract/ice-server-wire.js';
import { RelaySocket } from './relay-socket.js';

/** After a registration that nobody refused but that failed. */
const REGISTER_AGAIN_MS = 2000;
const LOOK_MS = 3000;
/** The address a STUN or TURN server tells is waited for this long. */
const GATHER_MS = 1500;
/** Beyond these people begin to hear it. */
const MOST_LOSS = 0.03;
const MOST_JITTER_SECONDS = 0.04;
const MOST_ROUND_TRIP_SECONDS = 0.4;

/** What a page registers with. */
export interface PhoneAccess {
  readonly user: string;
  readonly password: string;
  readonly realm: string;
  readonly iceServers: readonly IceServerOut[];
}

/** Whom a telephone tells of what it cannot mend. */
interface PhoneOwner {
  /** The media server does not know the secret: another one is needed. */
  refused(): void;
  /** The server lets this page be a telephone no longer; it is closed already. */
  over(): void;
}

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
  on(event: string, listener: (said: never) => void): void;
}

interface FoundCandidate {
  readonly candidate: RTCIceCandidate;
  ready(): void;
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.stop();
  }
}

/** What speaks SIP weighs more than the rest of the page together: it comes when there is a telephone. */
const loadSip = () => import('./sip-agent.js');

function iceServerOf({ urls, username, credential }: IceServerOut): RTCIceServer {
  return username === undefined || credential === undefined ? { urls } : { urls, username, credential };
}

/** Which address of the page has to be known before it answers: over TURN the others may lead nowhere. */
function wantedCandidate(servers: readonly IceServerOut[]): 'host' | 'srflx' | 'relay' {
  if (servers.some(({ username }) => username !== undefined)) {
    return 'relay';
  }
  return servers.length > 0 ? 'srflx' : 'host';
}

/**
 * The page as a telephone that is rung once, answers by itself and stays on the line: the server joins it with one person
 * after the other. A new call always replaces the one before, since a leg that was lost is never taken up again.
 */
export class WebPhone {
  readonly #listeners = new Set<() => void>();
  readonly #sound = new Audio();
  #view: PhoneView = { mic: 'no', registered: false, inCall: false, muted: false, network: 'unknown' };
  readonly #address: string;
  readonly #token: string;
  readonly #owner: PhoneOwner;
  #mic: MediaStream | null = null;
  #opening: Promise<boolean> | null = null;
  /** The way to the server, opened before there is a secret. */
  #socket: RelaySocket | null = null;
  #access: PhoneAccess | null = null;
  #again: number | undefined;
  #closed = false;
  #meter: { readonly context: AudioContext; readonly analyser: AnalyserNode } | null = null;
  #agent: UA | null = null;
  #session: RtcSession | null = null;
  #sender: RTCRtpSender | null = null;
  #look: number | undefined;
  #lost = { packets: 0, lost: 0 };

  /** `address` is that of our own door for SIP. */
  constructor(address: string, token: string, owner: PhoneOwner) {
    this.#address = address;
    this.#token = token;
    this.#owner = owner;
  }

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

  /** Begins all that needs no secret, at once: the microphone, the way to the server, the code that speaks SIP. */
  warmUp(): void {
    void this.openMicrophone();
    this.#socket ??= this.#newSocket();
    this.#socket.connect();
    loadSip().catch(() => undefined);
  }

  #newSocket(): RelaySocket {
    return new RelaySocket(this.#address, this.#token, () => {
      this.close();
      this.#owner.over();
    });
  }

  async #openMicrophone(): Promise<boolean> {
    this.#set({ mic: 'asking' });
    try {
      const mic = await navigator.mediaDevices.getUserMedia({ audio: true });
      if (this.#closed) {
        stopTracks(mic);
        return false;
      }
      this.#mic = mic;
      this.#set({ mic: 'on' });
      await this.#speak();
      // Browsers let a page that was touched by nobody be heard only once it has the microphone.
      this.#play();
      return true;
    } catch {
      this.#opening = null;
      // Nobody is put through to an agent who cannot be heard.
      this.#agent?.stop();
      this.#set({ mic: 'refused', registered: false });
      return false;
    }
  }

  /** How loud it is at the microphone, 0 to 1. */
  level(): number {
    if (this.#meter === null) {
      if (this.#mic === null) {
        return 0;
      }
      const context = new AudioContext();
      const analyser = context.createAnalyser();
      context.createMediaStreamSource(this.#mic).connect(analyser);
      this.#meter = { context, analyser };
    }
    const samples = new Float32Array(512);
    this.#meter.analyser.getFloatTimeDomainData(samples);
    const sum = samples.reduce((total, sample) => total + sample * sample, 0);
    return Math.min(1, Math.sqrt(sum / samples.length) * 4);
  }

  /** Registers with the secret of this page. The microphone may come later: who waits on the line is heard at once. */
  async register(access: PhoneAccess): Promise<void> {
    this.#access = access;
    const { newSipAgent } = await loadSip();
    if (this.#access !== access || this.#view.mic === 'refused') {
      return;
    }
    this.#agent?.stop();
    const socket = this.#socket ?? this.#newSocket();
    this.#socket = null;
    const agent = newSipAgent({
      sockets: [socket],
      uri: `sip:${access.user}@${access.realm}`,
      password: access.password,
    });
    this.#agent = agent;
    const lost = (): void => this.#set({ registered: false });
    agent.on('registered', () => this.#set({ registered: true }));
    agent.on('unregistered', lost);
    agent.on('disconnected', lost);
    agent.on('registrationFailed', ({ response }: { response: { status_code: number } | null }) => {
      lost();
      this.#tryAgain(agent, response?.status_code ?? 0);
    });
    agent.on('newRTCSession', (said: { originator: string; session: unknown }) => {
      if (said.originator === 'remote') {
        this.#answer(said.session as RtcSession);
      }
    });
    agent.start();
  }

  /** A media server that began anew has forgotten us and our secret; any other failure may pass. */
  #tryAgain(agent: UA, status: number): void {
    window.clearTimeout(this.#again);
    this.#again = window.setTimeout(() => {
      if (this.#agent === agent && status >= 400 && status < 500) {
        this.#owner.refused();
      } else if (this.#agent === agent && agent.isConnected()) {
        agent.register();
      }
    }, REGISTER_AGAIN_MS);
  }

  /** For as long as the page lives, whatever becomes of its calls: a leg that was lost comes back as it was. */
  mute(on: boolean): void {
    for (const track of this.#mic?.getAudioTracks() ?? []) {
      track.enabled = !on;
    }
    this.#set({ muted: on });
  }

  close(): void {
    window.clearInterval(this.#look);
    window.clearTimeout(this.#again);
    this.#access = null;
    this.#agent?.stop();
    this.#agent = null;
    this.#socket?.disconnect();
    this.#socket = null;
    this.#closed = true;
    if (this.#mic !== null) {
      stopTracks(this.#mic);
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

  #play(): void {
    if (this.#sound.srcObject !== null) {
      void this.#sound.play().catch(() => undefined);
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
        this.#sender = null;
        this.#set({ inCall: false, network: 'unknown' });
      }
    };
    session.on('ended', over);
    session.on('failed', over);
    session.on('confirmed', () => this.#set({ inCall: true }));
    // One address of this machine is enough: the media server learns the others by itself, and the answer leaves 100 ms
    // earlier. An IPv6 one alone would not do where the server has none.
    session.on('icecandidate', ({ candidate, ready }: FoundCandidate) => {
      const isIpv4 = !(candidate.address ?? '').includes(':');
      const wanted = wantedCandidate(this.#access?.iceServers ?? []);
      if (candidate.type === wanted && (wanted === 'relay' || (candidate.protocol === 'udp' && isIpv4))) {
        ready();
      } else if (wanted !== 'host') {
        // A STUN or TURN server that is away must not keep the line from being answered.
        window.setTimeout(ready, GATHER_MS);
      }
    });
    session.answer({
      mediaConstraints: { audio: false, video: false },
      pcConfig: {
        iceServers: (this.#access?.iceServers ?? []).map(iceServerOf),
        bundlePolicy: 'max-bundle',
        rtcpMuxPolicy: 'require',
      },
    });
    session.connection.addEventListener('track', ({ streams, track, transceiver }) => {
      // Before the answer is made, which promises sound both ways, whether the microphone is there yet or not.
      transceiver.direction = 'sendrecv';
      this.#sender = transceiver.sender;
      void this.#speak();
      this.#sound.srcObject = streams[0] ?? new MediaStream([track]);
      this.#play();
    });
    this.#lost = { packets: 0, lost: 0 };
    window.clearInterval(this.#look);
    this.#look = window.setInterval(() => void this.#lookAt(session), LOOK_MS);
  }

  /** What the microphone hears goes out, once there are a microphone and somebody to hear it. */
  async #speak(): Promise<void> {
    const track = this.#mic?.getAudioTracks()[0];
    if (track !== undefined) {
      await this.#sender?.replaceTrack(track).catch(() => undefined);
    }
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
