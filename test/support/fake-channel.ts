/** What is to become of a call that the fake makes; times in milliseconds from the originate. */
export interface FakeFate {
  readonly ringMs?: number;
  /** 183 with audio. */
  readonly earlyMs?: number;
  readonly answerMs?: number;
  /** The far end, or the network, ends it. */
  readonly endMs?: number;
  readonly cause?: string;
  /** Final SIP status of a call that was not answered. */
  readonly sip?: number;
  /** What is heard before the answer, and after it: files of scripts/make-audio.mjs. @default silence */
  readonly earlySays?: string;
  readonly says?: string;
}

/** Something a channel executes. */
export interface FakeApplication {
  readonly name: string;
  readonly data: string;
  readonly id: string;
}

/** One channel of the fake. */
export class FakeChannel {
  readonly uuid: string;
  readonly variables: Map<string, string>;
  readonly direction: 'inbound' | 'outbound';
  readonly createdSeconds = Math.floor(Date.now() / 1000);
  callState = 'DOWN';
  answered = false;
  /** The application it is in: park, conference or eavesdrop; '' while it rings or talks. */
  place = '';
  placeData = '';
  bridgedWith: FakeChannel | null = null;
  callUuid: string;
  /** Whom it was bridged with last. */
  lastBond = '';
  /** What it executes while it is parked, the one that sounds first. */
  readonly applications: FakeApplication[] = [];
  readonly displaced = new Set<string>();
  /** By path; true while masked. */
  readonly recordings = new Map<string, boolean>();
  readonly keys: string[] = [];
  earlySays = '';
  says = '';
  gone = false;
  /** Told of the cause, after everybody else. */
  onEnd: (cause: string) => void = () => undefined;
  readonly timers = new Set<NodeJS.Timeout>();

  constructor(uuid: string, direction: 'inbound' | 'outbound', variables: Map<string, string>) {
    this.uuid = uuid;
    this.callUuid = uuid;
    this.direction = direction;
    this.variables = variables;
  }

  /** Runs unless the channel ends first. */
  later(ms: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (!this.gone) run();
    }, ms);
    this.timers.add(timer);
    return timer;
  }

  end(): void {
    this.gone = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** As `show channels as json` lists it: the marks of a bridge that is over stay until the next. */
  get row(): Readonly<Record<string, string>> {
    const playing = this.applications[0];
    const wasBridged = this.lastBond !== '' && this.place !== 'conference' && this.place !== 'eavesdrop';
    return {
      uuid: this.uuid,
      direction: this.direction,
      created_epoch: String(this.createdSeconds),
      name: `sofia/fake/${this.uuid}`,
      callstate: this.callState,
      application: wasBridged ? 'uuid_bridge' : (playing?.name ?? this.place),
      application_data: wasBridged ? this.lastBond : (playing?.data ?? this.placeData),
      call_uuid: this.callUuid,
    };
  }

  get #state(): string {
    if (this.bridgedWith !== null) {
      return this.callUuid === this.uuid ? 'CS_SOFT_EXECUTE' : 'CS_EXCHANGE_MEDIA';
    }
    if (this.place === 'park') {
      return this.lastBond === '' ? 'CS_EXECUTE' : 'CS_PARK';
    }
    return this.place === '' ? 'CS_CONSUME_MEDIA' : 'CS_EXECUTE';
  }

  /** As `uuid_dump ID json` tells of it: here too the bond of a bridge outlives it. */
  get dump(): Readonly<Record<string, string>> {
    return {
      'Event-Name': 'CHANNEL_DATA',
      'Channel-State': this.#state,
      'Channel-Call-State': this.callState,
      'Unique-ID': this.uuid,
      'Channel-Call-UUID': this.callUuid,
      'Answer-State': this.answered ? 'answered' : 'ringing',
      'Caller-Channel-Created-Time': String(this.createdSeconds * 1_000_000),
      ...(this.lastBond === '' ? {} : { variable_signal_bond: this.lastBond }),
      variable_current_application: this.place === '' ? 'park' : this.place,
      variable_current_application_data: this.placeData,
      ...Object.fromEntries([...this.variables].map(([name, value]) => [`variable_${name}`, value])),
    };
  }
}

/** Takes `{a=b,c='d, e'}rest` apart as FreeSWITCH does. */
export function readDialString(text: string): { variables: Map<string, string>; rest: string } {
  const end = text.indexOf('}');
  const variables = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of text
    .slice(1, end)
    .matchAll(/([^=,]+)=(?:'([^']*)'|([^,]*))(?:,|$)/g)) {
    variables.set(name, quoted ?? plain);
  }
  return { variables, rest: text.slice(end + 1) };
}
