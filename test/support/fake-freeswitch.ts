/*
 * A FreeSWITCH without telephones, by what was measured of the real one: the order of its events, the words of its
 * answers, and what it does by itself (park after a bridge, the turn of the second, one answer for every full server).
 */
import { randomUUID } from 'node:crypto';
import { FakeChannel, type FakeFate, readDialString } from './fake-channel.js';
import { type EslAnswer, type EslAsked, FakeEsl } from './fake-esl.js';
import { startUnicast } from './fake-unicast.js';

const Q850: Readonly<Record<string, number>> = {
  UNALLOCATED_NUMBER: 1,
  NO_ROUTE_DESTINATION: 3,
  NORMAL_CLEARING: 16,
  USER_BUSY: 17,
  NO_ANSWER: 19,
  CALL_REJECTED: 21,
  DESTINATION_OUT_OF_ORDER: 27,
  NORMAL_TEMPORARY_FAILURE: 41,
  ORIGINATOR_CANCEL: 487,
};
/** Timer ticks until a bridge, a park or a room is there. */
const STEP_MS = 2;
const SOUND_MS = 60;
const NO_CHANNEL = '-ERR No such channel!';

export interface FakeLimits {
  paused: boolean;
  sessions: number;
  /** Calls that are made in a second of the clock. */
  perSecond: number;
}

/** The switch behind a fake event socket. */
export class FakeFreeswitch {
  readonly esl: FakeEsl;
  readonly channels = new Map<string, FakeChannel>();
  readonly limits: FakeLimits = { paused: false, sessions: 1000, perSecond: 1_000_000 };
  readonly gateways = new Set(['operadora']);
  gatewayStatus = 'UP';
  pingSeconds = 25;
  clockAheadMs = 0;
  readonly missingModules = new Set<string>();
  /** Sounds that it has not. */
  readonly missingSounds = new Set<string>();
  /** Samples a second that channels are read with. */
  readRate = 8000;
  /** Sends no sound of a channel, as where a firewall stands between. */
  deaf = false;
  /** Tells of no channel any more. */
  mute = false;
  coreId: string = randomUUID();
  /** What becomes of a call to that number; agents' phones answer at once and stay. */
  fateOf: (number: string) => FakeFate;
  /** Its table of channels shows what was there when it was looked at before. */
  listIsBehind = false;
  #second = 0;
  #made = 0;
  #lastRows: readonly Readonly<Record<string, string>>[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();

  private constructor(esl: FakeEsl, fateOf: (number: string) => FakeFate) {
    this.esl = esl;
    this.fateOf = fateOf;
    esl.answer = (asked) => this.#answer(asked);
  }

  static async start(fateOf: (number: string) => FakeFate): Promise<FakeFreeswitch> {
    return new FakeFreeswitch(await FakeEsl.start(), fateOf);
  }

  /** Somebody calls; the dialplan puts him into park for the engine `app`. */
  callIn(caller: string, called: string, app = 'cadencia'): FakeChannel {
    const variables = new Map([
      ['cadencia_app', app],
      ['cadencia_caller', caller],
      ['cadencia_called', called],
      ['park_after_bridge', 'true'],
    ]);
    const channel = new FakeChannel(randomUUID(), 'inbound', variables);
    this.channels.set(channel.uuid, channel);
    channel.callState = 'RINGING';
    this.#say(channel, 'CHANNEL_CREATE');
    this.#park(channel);
    return channel;
  }

  /** The far end hangs up; who called and was not answered gives up. */
  hangUpFar(channel: FakeChannel): void {
    this.end(channel, channel.answered ? 'NORMAL_CLEARING' : 'ORIGINATOR_CANCEL');
  }

  press(channel: FakeChannel, digit: string): void {
    this.#say(channel, 'DTMF', { 'DTMF-Digit': digit });
  }

  /** The process dies and is started anew: every channel is gone without a word. */
  restart(): void {
    this.#forgetAll();
    this.coreId = randomUUID();
    this.esl.cut();
  }

  async close(): Promise<void> {
    this.#forgetAll();
    for (const timer of this.#timers) clearTimeout(timer);
    await this.esl.close();
  }

  end(channel: FakeChannel, cause: string, sip?: number): void {
    if (channel.gone) return;
    const partner = channel.bridgedWith;
    for (const path of channel.displaced) this.#displace(channel, 'stop', path);
    channel.end();
    this.channels.delete(channel.uuid);
    if (partner !== null) {
      this.#unbridge(channel, partner);
      this.#afterBridge(partner);
    }
    if (channel.place === 'conference') this.#leaveRoom(channel);
    for (const ear of [...this.channels.values()].filter(({ placeData }) => placeData === channel.uuid)) {
      this.#complete(ear, { name: 'eavesdrop', data: channel.uuid, id: '' });
      this.#park(ear);
    }
    this.#say(channel, 'CHANNEL_HANGUP_COMPLETE', {
      'Hangup-Cause': cause,
      variable_hangup_cause_q850: String(Q850[cause] ?? 31),
      ...(sip === undefined ? {} : { variable_sip_term_status: String(sip) }),
    });
    channel.onEnd(cause);
  }

  #forgetAll(): void {
    for (const channel of this.channels.values()) channel.end();
    this.channels.clear();
  }

  #later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }

  #say(channel: FakeChannel, name: string, more: Readonly<Record<string, string>> = {}): void {
    if (this.mute) return;
    const variables = [...channel.variables].map(([key, value]) => [`variable_${key}`, value]);
    this.esl.say({
      'Event-Name': name,
      'Core-UUID': this.coreId,
      'Unique-ID': channel.uuid,
      'Answer-State': channel.answered ? 'answered' : channel.callState === 'EARLY' ? 'early' : 'ringing',
      'Channel-Read-Codec-Rate': String(this.readRate),
      ...Object.fromEntries(variables),
      ...more,
    });
  }

  #answer({ line, headers }: EslAsked): EslAnswer {
    const [kind = '', ...words] = line.split(' ');
    if (kind === 'sendmsg') return { reply: this.#execute(words[0] ?? '', headers) };
    if (kind === 'bgapi') {
      const id = headers.get('Job-UUID') ?? randomUUID();
      const finish = (result: string): void =>
        this.esl.say({ 'Event-Name': 'BACKGROUND_JOB', 'Job-UUID': id }, `${result}\n`);
      setImmediate(() => this.#originate(words.slice(1).join(' '), finish));
      return { reply: `+OK Job-UUID: ${id}` };
    }
    return { api: this.#api(words) };
  }

  #api([command = '', ...words]: readonly string[]): string {
    switch (command) {
      case 'show':
        return this.#list();
      case 'status':
        return this.#status();
      case 'fsctl':
        if (words[0] !== 'pause_check') this.limits.paused = words[0] === 'pause';
        return words[0] === 'pause_check' ? String(this.limits.paused) : '+OK';
      case 'global_getvar':
        return this.coreId;
      case 'uptime':
        return '5';
      case 'version':
        return 'FreeSWITCH Version 1.10.12-release+git~20240802T210227Z~a88d069d6f~64bit (git a88d069 64bit)';
      case 'module_exists':
        return String(!this.missingModules.has(words[0] ?? ''));
      case 'strmicroepoch':
        return String((Date.now() + this.clockAheadMs) * 1000);
      case 'sofia':
        return this.gateways.has(words[2] ?? '')
          ? `PingFreq\t${this.pingSeconds}\nState   \tNOREG\nStatus  \t${this.gatewayStatus}`
          : 'Invalid Gateway!';
      case 'uuid_exists':
        return String(this.channels.has(words[0] ?? ''));
      default:
        return command.startsWith('uuid_')
          ? this.#about(command, words)
          : `-ERR ${command} Command not found!`;
    }
  }

  /** The budget is new with each second of the clock. */
  #madeThisSecond(): number {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#made = 0;
    }
    return this.#made;
  }

  #list(): string {
    const rows = [...this.channels.values()].map(({ row }) => row);
    const shown = this.listIsBehind ? this.#lastRows : rows;
    this.#lastRows = rows;
    return JSON.stringify({ row_count: shown.length, ...(shown.length === 0 ? {} : { rows: shown }) });
  }

  #status(): string {
    const { sessions, perSecond } = this.limits;
    return [
      'UP 0 years, 0 days, 0 hours, 5 minutes, 1 second, 2 milliseconds, 3 microseconds',
      'FreeSWITCH (Version 1.10.12 64bit) is ready',
      `${this.channels.size + 10} session(s) since startup`,
      `${this.channels.size} session(s) - peak 20, last 5min 7`,
      `${this.#madeThisSecond()} session(s) per Sec out of max ${perSecond}, peak 8, last 5min 2`,
      `${sessions} session(s) max`,
      'min idle cpu 0.00/99.00',
    ].join('\n');
  }

  #about(command: string, [uuid = '', ...words]: readonly string[]): string {
    const channel = this.channels.get(uuid);
    if (channel === undefined) return command === 'uuid_bridge' ? '-ERR Invalid uuid' : NO_CHANNEL;
    switch (command) {
      case 'uuid_dump':
        return JSON.stringify(channel.dump);
      case 'uuid_set_media_stats':
        channel.variables.set('read_codec', 'PCMA');
        channel.variables.set('rtp_audio_in_media_packet_count', '50');
        channel.variables.set('rtp_audio_out_media_packet_count', '51');
        return '+OK';
      case 'uuid_setvar_multi':
        for (const pair of words.join(' ').split(';')) {
          channel.variables.set(pair.split('=')[0] ?? '', pair.split('=')[1] ?? '');
        }
        return '+OK';
      case 'uuid_kill':
        this.#later(0, () => this.end(channel, words[0] ?? 'NORMAL_CLEARING'));
        return '+OK';
      case 'uuid_answer':
        this.#later(STEP_MS, () => this.#up(channel));
        return '+OK';
      case 'uuid_park':
        this.#later(STEP_MS, () => this.#toPark(channel));
        return '+OK';
      case 'uuid_bridge': {
        const other = this.channels.get(words[0] ?? '');
        if (other === undefined) return '-ERR Invalid uuid';
        this.#later(3 * STEP_MS, () => this.#bridge(channel, other));
        return `+OK ${other.uuid}`;
      }
      case 'uuid_transfer':
        return this.#transfer(channel, words[0] ?? '');
      case 'uuid_break':
        this.#break(channel, words[0] === 'all');
        return '+OK';
      case 'uuid_displace':
        return this.#displace(channel, words[0] ?? '', words[1] ?? '');
      case 'uuid_record':
        return this.#record(channel, words[0] ?? '', words[1] ?? '');
      case 'uuid_send_dtmf':
        channel.keys.push(words[0] ?? '');
        return '+OK';
      default:
        return `-ERR ${command} Command not found!`;
    }
  }

  #originate(text: string, finish: (result: string) => void): void {
    const { variables, rest } = readDialString(text);
    const [target = '', application = ''] = rest.split(' ');
    const uuid = variables.get('origination_uuid') ?? randomUUID();
    const gateway = /^sofia\/gateway\/([^/]+)\/(.+)$/.exec(target);
    if (gateway !== null && !this.gateways.has(gateway[1] ?? '')) {
      finish('-ERR INVALID_GATEWAY');
      return;
    }
    if (gateway !== null && this.gatewayStatus === 'DOWN') {
      finish('-ERR GATEWAY_DOWN');
      return;
    }
    if (gateway === null && !/^(user|sofia)\//.test(target)) {
      finish('-ERR CHAN_NOT_IMPLEMENTED');
      return;
    }
    const { paused, sessions, perSecond } = this.limits;
    if (
      paused ||
      this.#madeThisSecond() >= perSecond ||
      this.channels.size >= sessions ||
      this.channels.has(uuid)
    ) {
      finish('-ERR DESTINATION_OUT_OF_ORDER');
      return;
    }
    this.#made += 1;
    const channel = new FakeChannel(uuid, 'outbound', variables);
    this.channels.set(uuid, channel);
    channel.callState = 'DIALING';
    if (gateway !== null) channel.variables.set('sip_call_id', `${uuid}@fake`);
    this.#say(channel, 'CHANNEL_CREATE');
    const fate = gateway === null ? { answerMs: 3 } : this.fateOf(gateway[2] ?? '');
    this.#live(channel, fate, application, finish);
  }

  /** Plays a fate; the timeout counts as FreeSWITCH's does, up to a second too few. */
  #live(channel: FakeChannel, fate: FakeFate, application: string, finish: (result: string) => void): void {
    const { ringMs, earlyMs, answerMs, endMs, cause = 'NORMAL_CLEARING', sip } = fate;
    channel.earlySays = fate.earlySays ?? '';
    channel.says = fate.says ?? '';
    let told = false;
    const tell = (result: string): void => {
      if (!told) finish(result);
      told = true;
    };
    const run = (): void => {
      if (told) return;
      tell(`+OK ${channel.uuid}`);
      if (application === '&park()') this.#park(channel);
      else this.#later(STEP_MS, () => this.end(channel, 'DESTINATION_OUT_OF_ORDER'));
    };
    channel.onEnd = (why) => tell(channel.answered ? `+OK ${channel.uuid}` : `-ERR ${why}`);
    if (ringMs !== undefined) {
      channel.later(ringMs, () => {
        channel.callState = 'RINGING';
        this.#say(channel, 'CHANNEL_PROGRESS');
      });
    }
    if (earlyMs !== undefined) {
      channel.later(earlyMs, () => {
        channel.callState = 'EARLY';
        this.#say(channel, 'CHANNEL_PROGRESS_MEDIA');
        if (channel.variables.get('ignore_early_media') === 'true') return;
        this.#preAnswered(channel);
        run();
      });
    }
    if (answerMs !== undefined) {
      channel.later(answerMs, () => {
        this.#up(channel);
        run();
      });
    } else {
      const seconds = Number(channel.variables.get('originate_timeout') ?? 60);
      channel.later(seconds * 1000 - (Date.now() % 1000), () => {
        if (!told) this.end(channel, 'NO_ANSWER');
      });
    }
    if (endMs !== undefined)
      channel.later(endMs, () => this.end(channel, cause, channel.answered ? undefined : sip));
  }

  /** Media before the answer: what is to be executed then is, as far as the adapter uses it. */
  #preAnswered(channel: FakeChannel): void {
    const [, seconds, cause] =
      /^sched_hangup \+(\d+) (\w+)$/.exec(channel.variables.get('execute_on_pre_answer') ?? '') ?? [];
    if (seconds !== undefined) {
      channel.later(Number(seconds) * 1000, () => {
        const isTakenBack = channel.variables.get('execute_on_answer') === 'sched_cancel';
        if (!(channel.answered && isTakenBack)) this.end(channel, cause ?? '');
      });
    }
  }

  #up(channel: FakeChannel): void {
    channel.answered = true;
    channel.callState = 'ACTIVE';
    this.#say(channel, 'CHANNEL_ANSWER');
  }

  #park(channel: FakeChannel): void {
    if (channel.gone) return;
    channel.place = 'park';
    channel.placeData = '';
    this.#say(channel, 'CHANNEL_PARK');
  }

  /** Out of wherever it is, into park. */
  #toPark(channel: FakeChannel): void {
    if (channel.gone) return;
    this.#break(channel, true);
    this.#leave(channel);
    channel.later(STEP_MS, () => this.#park(channel));
  }

  #leave(channel: FakeChannel): void {
    const partner = channel.bridgedWith;
    if (partner !== null) {
      this.#unbridge(channel, partner);
      this.#afterBridge(partner);
    }
    if (channel.place === 'conference') this.#leaveRoom(channel);
    if (channel.place === 'park') this.#say(channel, 'CHANNEL_UNPARK');
    channel.place = '';
    channel.placeData = '';
  }

  #unbridge(channel: FakeChannel, partner: FakeChannel): void {
    for (const one of [channel, partner]) {
      one.bridgedWith = null;
      this.#say(one, 'CHANNEL_UNBRIDGE', {
        'Bridge-A-Unique-ID': channel.uuid,
        'Bridge-B-Unique-ID': partner.uuid,
      });
    }
  }

  #afterBridge(channel: FakeChannel): void {
    if (channel.variables.get('park_after_bridge') === 'true') {
      channel.later(2 * STEP_MS, () => {
        if (channel.bridgedWith === null && channel.place === '') this.#park(channel);
      });
    } else {
      this.#later(0, () => this.end(channel, 'NORMAL_CLEARING'));
    }
  }

  #bridge(one: FakeChannel, other: FakeChannel): void {
    if (one.gone || other.gone) return;
    for (const channel of [one, other]) {
      this.#break(channel, true);
      this.#leave(channel);
    }
    for (const [channel, partner] of [
      [one, other],
      [other, one],
    ] as const) {
      channel.bridgedWith = partner;
      channel.callUuid = one.uuid;
      channel.lastBond = partner.uuid;
    }
    this.#say(one, 'CHANNEL_BRIDGE', { 'Bridge-A-Unique-ID': one.uuid, 'Bridge-B-Unique-ID': other.uuid });
  }

  #transfer(channel: FakeChannel, extension: string): string {
    const [application = '', data = ''] = (extension.split(',')[0] ?? '').split(':');
    this.#later(STEP_MS, () => {
      if (channel.gone) return;
      this.#break(channel, true);
      this.#leave(channel);
      this.#say(channel, 'CHANNEL_EXECUTE', { Application: application, 'Application-Data': data });
      if (application === 'eavesdrop' && !this.channels.has(data)) return this.#park(channel);
      channel.place = application;
      channel.placeData = data;
      if (application === 'conference') this.#sayRoom(channel, data, 'add-member');
    });
    return '+OK';
  }

  #leaveRoom(channel: FakeChannel): void {
    this.#sayRoom(channel, channel.placeData, 'del-member');
  }

  #sayRoom(channel: FakeChannel, data: string, action: string): void {
    const room = { 'Event-Subclass': 'conference::maintenance', 'Conference-Name': data.split('@')[0] ?? '' };
    this.#say(channel, 'CUSTOM', { ...room, Action: action });
  }

  #execute(uuid: string, headers: ReadonlyMap<string, string>): string {
    const channel = this.channels.get(uuid);
    if (channel === undefined) return '-ERR invalid session id [c]';
    if (headers.get('call-command') === 'unicast') {
      if (!this.deaf) void startUnicast(channel, headers);
      return '+OK';
    }
    const name = headers.get('execute-app-name') ?? '';
    const data = headers.get('execute-app-arg') ?? '';
    channel.applications.push({ name, data, id: headers.get('Event-UUID') ?? randomUUID() });
    if (channel.applications.length === 1) this.#begin(channel);
    return '+OK';
  }

  #begin(channel: FakeChannel): void {
    const [application] = channel.applications;
    if (application === undefined) return;
    this.#say(channel, 'CHANNEL_EXECUTE', applicationHeaders(application));
    const endless = application.data.startsWith('local_stream://');
    const ms = this.missingSounds.has(application.data) ? 0 : SOUND_MS;
    if (!endless) {
      channel.later(ms, () => {
        if (channel.applications[0] === application) this.#next(channel);
      });
    }
  }

  #next(channel: FakeChannel): void {
    const application = channel.applications.shift();
    if (application !== undefined) this.#complete(channel, application);
    this.#begin(channel);
  }

  #complete(channel: FakeChannel, application: { name: string; data: string; id: string }): void {
    this.#say(channel, 'CHANNEL_EXECUTE_COMPLETE', applicationHeaders(application));
  }

  #break(channel: FakeChannel, all: boolean): void {
    if (all) channel.applications.splice(1);
    if (channel.applications.length > 0) this.#next(channel);
  }

  #displace(channel: FakeChannel, action: string, path: string): string {
    const stop = (): void => {
      if (channel.displaced.delete(path)) {
        this.#say(channel, 'MEDIA_BUG_STOP', { 'Media-Bug-Function': 'displace', 'Media-Bug-Target': path });
      }
    };
    if (action === 'stop') {
      stop();
      return '+OK Success';
    }
    if (channel.displaced.has(path)) return '-ERR Cannot displace session!';
    channel.displaced.add(path);
    channel.later(SOUND_MS, stop);
    return '+OK Success';
  }

  #record(channel: FakeChannel, action: string, path: string): string {
    switch (action) {
      case 'start':
        channel.recordings.set(path, channel.recordings.get(path) ?? false);
        return '+OK Success';
      case 'stop':
        return channel.recordings.delete(path) ? '+OK Success' : '-ERR Cannot stop record session!';
      default:
        if (!channel.recordings.has(path)) return `-ERR Cannot ${action} recording session`;
        channel.recordings.set(path, action === 'mask');
        return '+OK Success';
    }
  }
}

function applicationHeaders({ name, data, id }: { name: string; data: string; id: string }) {
  return { Application: name, 'Application-Data': data, 'Application-UUID': id };
}
