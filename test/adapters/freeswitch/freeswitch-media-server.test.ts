import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FreeswitchMediaServer } from '../../../src/adapters/freeswitch/freeswitch-media-server.js';
import type { FreeswitchMediaServerOptions } from '../../../src/adapters/freeswitch/freeswitch-options.js';
import { type LegId, parseE164, parseLegId } from '../../../src/core/kernel/ids.js';
import { DIAL_RULE_DEFAULTS } from '../../../src/core/route/dial-rule.js';
import type { LegTarget, OriginateCommand } from '../../../src/ports/media.js';
import { MediaProbe } from '../../conformance/media-probe.js';
import { realTimeWaiting } from '../../conformance/waiting.js';
import { FakeFreeswitch } from '../../support/fake-freeswitch.js';
import { FAKE_TRUNK, labFateOf, makeFreeswitchServer } from '../../support/freeswitch-harness.js';

const phone = (code: string): LegTarget => ({
  kind: 'phone',
  number: parseE164(`+55119876500${code}`),
  trunkId: FAKE_TRUNK,
});
const AGENT: LegTarget = { kind: 'agent', endpoint: 'user/2001' };
const COLLEAGUE: LegTarget = { kind: 'agent', endpoint: 'user/2002' };
const PERSON = phone('00');
const BUSY = phone('80');
const RINGS = phone('50');
const LEG = parseLegId('c-1');

describe('FreeswitchMediaServer', () => {
  let fake: FakeFreeswitch;
  const servers: FreeswitchMediaServer[] = [];
  const connect = async (options: Partial<FreeswitchMediaServerOptions> = {}): Promise<MediaProbe> => {
    const server = makeFreeswitchServer(fake.esl.port, options);
    servers.push(server);
    const probe = new MediaProbe(server, realTimeWaiting(), '551130304040');
    await probe.connect();
    return probe;
  };
  const command = (more: Partial<OriginateCommand> = {}): OriginateCommand => ({
    legId: LEG,
    target: PERSON,
    callerId: '+551130304040',
    ringTimeoutMs: 20_000,
    amd: false,
    tags: { attempt: 'c-1', campaign: 'k1' },
    ...more,
  });
  const asked = (word: string): string[] =>
    fake.esl.asked.map(({ line }) => line).filter((line) => line.includes(word));
  /** What the fake and the adapter come to between them, without an event of the port. */
  const soon = async (check: () => boolean): Promise<void> => {
    while (!check()) await new Promise((resolve) => setImmediate(resolve));
  };
  const drop = (...names: string[]): void => {
    fake.esl.faults.event = (frame) => (names.some((name) => frame.includes(`"${name}"`)) ? [] : [frame]);
  };

  beforeEach(async () => {
    fake = await FakeFreeswitch.start(labFateOf);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    await fake.close();
  });

  describe('what leaves', () => {
    test('a call bears our id, ignores early media, parks, and rings a second longer than our own clock lets it', async () => {
      const { server } = await connect();
      await server.originate(command());
      expect(asked('bgapi')).toEqual([
        'bgapi originate {origination_uuid=c-1,ignore_early_media=true,originate_timeout=21,park_after_bridge=true,' +
          'hangup_after_bridge=false,RECORD_MIN_SEC=0,RECORD_PRE_BUFFER_FRAMES=5,cadencia_app=cadencia,cadencia_attempt=c-1,cadencia_campaign=k1,' +
          'origination_caller_id_number=+551130304040,origination_caller_id_name=+551130304040,sip_cid_type=pid}' +
          'sofia/gateway/operadora/5511987650000 &park()',
      ]);
    });

    test('the carrier’s headers, prefix and codecs go with it, quoted where FreeSWITCH would cut them', async () => {
      const rule = {
        ...DIAL_RULE_DEFAULTS,
        prefix: '77',
        headers: [{ name: 'X-Lote', value: '{campaign}, <a=b;c>' }],
        codecs: ['alaw', 'G729'],
      };
      const { server } = await connect({ trunkGateway: () => ({ gateway: 'operadora', rule }) });
      await server.originate(command());
      const [line] = asked('bgapi');
      expect(line).toContain("sip_h_X-Lote='k1, <a=b;c>',absolute_codec_string='PCMA,G729'}");
      expect(line).toContain('sofia/gateway/operadora/775511987650000 ');
      expect(fake.channels.get('c-1')?.variables.get('sip_h_X-Lote')).toBe('k1, <a=b;c>');
    });

    test('a line of a tie is called by its gateway with the token, and says silence while it waits', async () => {
      fake.gateways.add('tie-ast1');
      const { server } = await connect();
      const target = {
        kind: 'tie',
        endpoint: 'sofia/gateway/tie-ast1',
        called: '40712345678901234567',
      } as const;
      await server.originate(command({ legId: parseLegId('t-40712345678901234567'), callerId: '', target }));
      const [line] = asked('bgapi');
      expect(line).toContain('send_silence_when_idle=-1}sofia/gateway/tie-ast1/40712345678901234567 &park()');
      expect(line).toContain('park_after_bridge=true');
    });

    const header = (value: string) => ({
      trunkGateway: () => ({
        gateway: 'operadora',
        rule: { ...DIAL_RULE_DEFAULTS, headers: [{ name: 'X-A', value }] },
      }),
    });
    test.each([
      ['a number shown with a variable in it', {}, { callerId: '+5511,sip_h_X=1' }],
      ['a tag that ends the variables', {}, { tags: { attempt: '}user/9 &system(x) {' } }],
      ['a header that ends its quotes', header("a' b"), {}],
      ['a header that expands', header(['$', '{sounds_dir}'].join('')), {}],
      ['a header of two lines', header('a\nbgapi hupall'), {}],
      ['a phone that is two', {}, { target: { kind: 'agent', endpoint: 'user/1,user/2' } as const }],
      ['a phone with variables', {}, { target: { kind: 'agent', endpoint: 'user/[a=b]1' } as const }],
      ['a gateway that is a path', { trunkGateway: () => ({ gateway: 'a/b' }) }, {}],
      ['a trunk that it has not', { trunkGateway: () => null }, {}],
    ])('%s is refused, and nothing leaves', async (_, options, more) => {
      const { server } = await connect(options);
      const before = fake.esl.asked.length;
      await expect(server.originate(command(more))).rejects.toMatchObject({ code: 'DLR_MEDIA_REFUSED' });
      expect(fake.esl.asked).toHaveLength(before);
      expect(await server.list()).toEqual([]);
    });

    test('names of sounds and recordings, and keys, are held to what they may be', async () => {
      const probe = await connect();
      const legId = await probe.connectLeg(PERSON);
      const evil = ['../etc/passwd', 'a b', 'a\n\napi x', '/abs', "a'b", ''];
      for (const name of evil) {
        for (const refused of [
          probe.server.play(legId, name, 'p'),
          probe.server.record(legId, name, true),
          probe.server.sendDtmf(legId, `${name}!`),
        ]) {
          await expect(refused).rejects.toMatchObject({ code: 'DLR_MEDIA_REFUSED' });
        }
      }
      expect(asked('uuid_record')).toEqual([]);
    });
  });

  describe('a call that cannot be made', () => {
    test.each([
      ['no such gateway', () => fake.gateways.clear(), 'INVALID_GATEWAY', undefined],
      [
        'a gateway that is down',
        () => Object.assign(fake, { gatewayStatus: 'DOWN' }),
        'GATEWAY_DOWN',
        undefined,
      ],
      ['a pause', () => Object.assign(fake.limits, { paused: true }), 'fsctl resume', 'paused'],
      ['no session left', () => Object.assign(fake.limits, { sessions: 0 }), 'max-sessions', 'sessions'],
      [
        'no call left this second',
        () => Object.assign(fake.limits, { perSecond: 0 }),
        'sessions-per-second',
        'rate',
      ],
    ])('%s is refused with what it was', async (_, arrange, words, backPressure) => {
      const { server } = await connect();
      arrange();
      const error = await server.originate(command()).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: backPressure === undefined ? 'DLR_MEDIA_REFUSED' : 'DLR_MEDIA_FULL',
        detail: expect.stringContaining(words),
      });
      expect((error as { fields: Record<string, unknown> }).fields['backPressure']).toBe(backPressure);
    });

    test('a full server is told once, asked on its own until it takes calls, and that is told too', async () => {
      const probe = await connect();
      fake.limits.paused = true;
      for (const legId of ['c-1', 'c-2'].map((id) => parseLegId(id))) {
        await expect(probe.server.originate(command({ legId }))).rejects.toMatchObject({
          code: 'DLR_MEDIA_FULL',
        });
      }
      const said = (): string[] =>
        probe.events.map(({ kind }) => kind).filter((kind) => /Full|Free/.test(kind));
      expect(said()).toEqual(['serverFull']);
      fake.limits.paused = false;
      await probe.done(soon(() => said().length === 2));
      expect(said()).toEqual(['serverFull', 'serverFree']);
      await probe.connectLeg(PERSON);
    });

    test('a second that is over when it is asked about was one of too many calls all the same', async () => {
      const probe = await connect();
      const answer = fake.esl.answer;
      fake.esl.answer = (one) => {
        if (one.line === 'api status') fake.limits.perSecond = 30;
        return answer(one);
      };
      fake.limits.perSecond = 0;
      await expect(probe.server.originate(command())).rejects.toMatchObject({
        code: 'DLR_MEDIA_FULL',
        fields: { backPressure: 'rate' },
      });
    });

    test('a fault that is no pressure says the cause, and the id may be used again', async () => {
      const probe = await connect();
      fake.callIn('1', '2', 'another').variables.set('x', 'y');
      const taken = [...fake.channels.keys()][0] as LegId;
      await probe.server.list();
      await expect(probe.server.originate(command({ legId: taken }))).rejects.toMatchObject({
        code: 'DLR_MEDIA_REFUSED',
        fields: { cause: 'DESTINATION_OUT_OF_ORDER' },
      });
      fake.hangUpFar([...fake.channels.values()][0]!);
      await probe.server.originate(command({ legId: taken }));
      expect(fake.channels.has(taken)).toBe(true);
    });
  });

  describe('what became of a call', () => {
    test('is told by the result of its job where the channel’s end is lost', async () => {
      const probe = await connect();
      drop('CHANNEL_HANGUP_COMPLETE');
      const legId = await probe.originate(BUSY);
      expect(await probe.sees('hungUp', legId)).toMatchObject({ by: 'network', q850: 17, sipCode: null });
    });

    test('is told by the channel where the result of its job is lost', async () => {
      const probe = await connect();
      drop('BACKGROUND_JOB');
      const legId = await probe.originate(BUSY);
      expect(await probe.sees('hungUp', legId)).toMatchObject({ by: 'network', q850: 17, sipCode: 486 });
    });

    test('is told by the result where the answer is lost, once', async () => {
      const probe = await connect();
      drop('CHANNEL_ANSWER', 'CHANNEL_PARK');
      const legId = await probe.connectLeg(PERSON);
      fake.esl.faults.event = (frame) => [frame];
      await probe.hangUp(legId);
      expect(probe.story(legId).filter((kind) => kind === 'answered')).toHaveLength(1);
    });

    test('is told in order where result and events overtake each other', async () => {
      const probe = await connect();
      fake.esl.faults.holdEvents = true;
      const asking = probe.server.originate(command({ target: BUSY }));
      await fake.esl.until(() => fake.esl.asked.some(({ line }) => line.startsWith('bgapi')));
      await probe.done(soon(() => fake.esl.held >= 4));
      fake.esl.release((held) => [...held].reverse());
      await probe.done(asking);
      await probe.sees('hungUp', LEG);
      expect(probe.of('hungUp', LEG)).toHaveLength(1);
    });

    test('a call that rings too long is given up by our own clock, and again where that is lost', async () => {
      const probe = await connect();
      const legId = await probe.originate(RINGS, { ringTimeoutMs: 60 });
      const begun = performance.now();
      expect(await probe.sees('hungUp', legId)).toMatchObject({ by: 'network', q850: 19, sipCode: null });
      expect(performance.now() - begun).toBeLessThan(1000);
      expect(asked('uuid_kill')).toEqual([`api uuid_kill ${legId} NO_ANSWER`]);
    });

    test('a call that is given up before its channel is there ends when it is', async () => {
      const probe = await connect();
      fake.esl.faults.holdEvents = true;
      const asking = probe.server.originate(command({ target: RINGS }));
      await fake.esl.until(() => asked('bgapi').length === 1);
      await probe.done(probe.server.hangup(LEG, 'normal'), 'early hangup');
      fake.esl.release();
      await probe.done(asking);
      expect((await probe.sees('hungUp', LEG)).by).toBe('local');
    });

    test('a channel that nobody ever hears of is asked for, and ends', async () => {
      const probe = await connect({ commandDeadlineMs: 100 });
      drop('CHANNEL_CREATE', 'BACKGROUND_JOB', 'CHANNEL_PROGRESS', 'CHANNEL_HANGUP_COMPLETE');
      await expect(probe.server.originate(command({ target: BUSY }))).rejects.toMatchObject({
        code: 'DLR_MEDIA_TIMEOUT',
      });
      expect(await probe.sees('hungUp', LEG)).toMatchObject({ q850: null, sipCode: null });
    });

    test('whoever is not screened is said to be unknown, so nobody waits for a verdict', async () => {
      const probe = await connect();
      const legId = await probe.connectLeg(PERSON, { amd: true });
      expect(await probe.sees('amd', legId)).toMatchObject({ verdict: 'unknown', cause: 'NOTSCREENED' });
    });
  });

  describe('a link that is lost', () => {
    test('while two talk and others come and go: what lives is taken on, what ended ends, what was answered is told', async () => {
      const probe = await connect();
      const agentLeg = await probe.connectLeg(AGENT);
      const person = await probe.connectLeg(PERSON);
      await probe.server.bridge(agentLeg, person);
      const [leaves, answers] = [await probe.connectLeg(phone('00')), await probe.originate(RINGS)];
      await probe.sees('progress', answers);
      fake.esl.faults.resetConnections = true;
      fake.esl.cut('reset');
      await fake.esl.until(() => fake.esl.visitors === 0);
      fake.hangUpFar(fake.channels.get(leaves)!);
      Object.assign(fake.channels.get(answers)!, { answered: true, callState: 'ACTIVE', place: 'park' });
      fake.esl.faults.resetConnections = false;
      expect(await probe.sees('hungUp', leaves)).toMatchObject({ by: 'remote', q850: null });
      await probe.sees('answered', answers);
      const kinds = probe.events.map(({ kind }) => kind);
      expect(kinds.slice(kinds.indexOf('serverDown') + 1).slice(0, 2)).toEqual(['serverUp', 'resync']);
      expect(kinds.filter((kind) => kind === 'serverDown')).toHaveLength(1);
      expect(new Map((await probe.server.list()).map((leg) => [leg.legId, leg.bridgedWith]))).toEqual(
        new Map<LegId, LegId | null>([
          [agentLeg, person],
          [person, agentLeg],
          [answers, null],
        ]),
      );
      await probe.server.bridge(agentLeg, answers);
      await probe.sees('bridged', answers);
    });

    test('commands meanwhile say that it is down, and none is sent twice', async () => {
      const probe = await connect();
      const legId = await probe.connectLeg(PERSON);
      fake.esl.faults.resetConnections = true;
      fake.esl.cut('reset');
      await probe.done(soon(() => !probe.server.isUp()));
      for (const refused of [
        probe.server.originate(command()),
        probe.server.hangup(legId, 'normal'),
        probe.server.hold(legId, true),
        probe.server.list(),
      ]) {
        await expect(refused).rejects.toMatchObject({ code: 'DLR_MEDIA_DOWN' });
      }
      fake.esl.faults.resetConnections = false;
      expect(asked('uuid_kill')).toEqual([]);
    });

    test('a FreeSWITCH that was started anew has none of our calls: all end, and it makes new ones', async () => {
      const probe = await connect();
      const legIds = [await probe.connectLeg(AGENT), await probe.connectLeg(PERSON)];
      fake.restart();
      for (const legId of legIds) {
        expect(await probe.sees('hungUp', legId)).toMatchObject({ q850: null, sipCode: null });
      }
      await probe.connectLeg(PERSON);
    });

    test('a table of channels that is behind hides nobody: whoever lives is taken on, whoever left a bridge is alone', async () => {
      const probe = await connect();
      const [agentLeg, person] = [await probe.connectLeg(AGENT), await probe.connectLeg(PERSON)];
      await probe.server.bridge(agentLeg, person);
      await probe.server.unbridge(person);
      fake.listIsBehind = true;
      fake.esl.cut();
      await probe.done(soon(() => !probe.server.isUp()));
      await probe.done(soon(() => probe.server.isUp()));
      // Another engine object knows none of them: all it has is what FreeSWITCH says.
      fake.callIn('11987654321', '551130304040');
      const fresh = await connect();
      const resync = fresh.events.find((event) => event.kind === 'resync');
      expect(resync?.kind === 'resync' && resync.legs).toHaveLength(3);
      expect((await fresh.server.list()).map(({ bridgedWith }) => bridgedWith)).toEqual([null, null, null]);
      expect(probe.of('hungUp', agentLeg)).toEqual([]);
    });

    test('a call whose channel is made only after the loss was settled is ended at once', async () => {
      const probe = await connect();
      const answer = fake.esl.answer;
      let late: (() => void) | null = null;
      fake.esl.answer = (one) => {
        if (!one.line.startsWith('bgapi')) return answer(one);
        late = () => void answer(one);
        fake.esl.cut();
        return 'hang';
      };
      await expect(probe.server.originate(command())).rejects.toMatchObject({ code: 'DLR_MEDIA_DOWN' });
      fake.esl.answer = answer;
      await probe.sees('hungUp', LEG);
      late!();
      await fake.esl.until(() => asked(`uuid_kill ${LEG} ORIGINATOR_CANCEL`).length === 1);
      await probe.done(soon(() => fake.channels.size === 0));
      expect(probe.of('hungUp', LEG)).toHaveLength(1);
      expect(probe.of('progress', LEG)).toEqual([]);
    });

    test('a list that cannot be read is no empty one: nobody is held for dead', async () => {
      const probe = await connect();
      const legId = await probe.connectLeg(PERSON);
      const answer = fake.esl.answer;
      let broken = 2;
      fake.esl.answer = (one) =>
        one.line.startsWith('api show channels') && broken-- > 0 ? { api: '-ERR no database' } : answer(one);
      fake.esl.cut();
      await fake.esl.until(() => asked('show channels').length >= 4);
      await probe.done(soon(() => probe.server.isUp()));
      await probe.hangUp(legId);
      expect(probe.of('hungUp', legId)).toMatchObject([{ by: 'local', q850: 16 }]);
    });
  });

  test('calls of another engine on the same FreeSWITCH are neither listed nor offered', async () => {
    const other = await connect({ app: 'outro' });
    const theirs = await other.connectLeg(PERSON);
    const probe = await connect();
    fake.callIn('11', '55', 'outro');
    await other.offered();
    expect(await probe.server.list()).toEqual([]);
    expect(probe.events.filter((event) => 'legId' in event)).toEqual([]);
    expect((await other.server.list()).map(({ legId }) => legId)).toContain(theirs);
  });

  describe('sound', () => {
    test('is mixed into what two say to each other, and its end is told once', async () => {
      const probe = await connect();
      const agentLeg = await probe.connectLeg(AGENT);
      const person = await probe.connectLeg(PERSON);
      await probe.server.bridge(agentLeg, person);
      await probe.server.play(person, 'aviso-gravacao', 'p-1');
      expect(asked('uuid_displace')).toHaveLength(2);
      await probe.sees('playFinished', person);
      await probe.server.play(person, 'aviso-gravacao', 'p-2');
      await probe.server.stopPlay(person, 'p-2');
      await probe.sees('playFinished', person, ({ playId }) => playId === 'p-2');
      expect(probe.of('unbridged', person)).toEqual([]);
      expect(probe.of('playFinished', person).map(({ playId }) => playId)).toEqual(['p-1', 'p-2']);
    });

    test('that outlives a short talk is heard out by nobody, and the next person has it again, whole', async () => {
      const probe = await connect();
      const agentLeg = await probe.connectLeg(AGENT);
      const path = '/usr/share/freeswitch/sounds/cadencia/aviso-gravacao.wav';
      const first = await probe.connectLeg(PERSON);
      await probe.server.bridge(agentLeg, first);
      await probe.server.play(first, 'aviso-gravacao', 'p-1');
      await probe.hangUp(first);
      const second = await probe.connectLeg(PERSON);
      await probe.server.bridge(agentLeg, second);
      expect(fake.channels.get(agentLeg)?.displaced).toEqual(new Set());
      // What an engine that was started anew does not know of makes room too.
      fake.channels.get(agentLeg)?.displaced.add(path);
      await probe.server.play(second, 'aviso-gravacao', 'p-2');
      expect(fake.channels.get(agentLeg)?.displaced).toEqual(new Set([path]));
      await probe.sees('playFinished', second, ({ playId }) => playId === 'p-2');
    });

    test('is mixed in before all taps, so that a notice stands in the recording too, and all in a room hear it', async () => {
      const probe = await connect();
      const [agentLeg, colleague] = [await probe.connectLeg(AGENT), await probe.connectLeg(COLLEAGUE)];
      const person = await probe.connectLeg(PERSON);
      await probe.server.bridge(agentLeg, person);
      await probe.server.invite(agentLeg, colleague);
      await probe.server.play(person, 'aviso-gravacao', 'p-1');
      const path = '/usr/share/freeswitch/sounds/cadencia/aviso-gravacao.wav';
      expect(asked('uuid_displace').toSorted()).toEqual(
        [agentLeg, colleague, person].map((leg) => `api uuid_displace ${leg} start ${path} 0 mf`).toSorted(),
      );
      await probe.sees('playFinished', person);
    });

    test('one follows the other; one that waits may be taken back; one that is missing is over at once', async () => {
      const probe = await connect();
      const person = await probe.connectLeg(PERSON);
      fake.missingSounds.add('/usr/share/freeswitch/sounds/cadencia/falta.wav');
      await probe.server.play(person, 'fila-espera', 'p-1');
      await probe.server.play(person, 'fila-espera', 'p-2');
      await probe.server.play(person, 'falta', 'p-3');
      await probe.server.stopPlay(person, 'p-2');
      await probe.sees('playFinished', person, ({ playId }) => playId === 'p-3');
      expect(probe.of('playFinished', person).map(({ playId }) => playId)).toEqual(['p-1', 'p-2', 'p-3']);
    });

    test('music gives way to a sound and comes back after it, until he who waits is joined', async () => {
      const probe = await connect();
      const agentLeg = await probe.connectLeg(AGENT);
      const person = await probe.connectLeg(PERSON);
      const music = (): number =>
        fake.esl.asked.filter(({ headers }) => headers.get('execute-app-arg') === 'local_stream://moh')
          .length;
      await probe.server.hold(person, true);
      await probe.server.play(person, 'fila-espera', 'p-1');
      await probe.sees('playFinished', person);
      await fake.esl.until(() => music() === 2);
      await probe.server.bridge(agentLeg, person);
      expect(fake.channels.get(person)?.applications).toEqual([]);
      expect(music()).toBe(2);
    });

    test('a recording goes where it is told, is silent while it must be, and goes on', async () => {
      const probe = await connect();
      const person = await probe.connectLeg(PERSON);
      const path = '/var/lib/freeswitch/recordings/2026/11/c-1.wav';
      await probe.server.record(person, '2026/11/c-1', true);
      await probe.server.record(person, '2026/11/c-1', true);
      await probe.server.pauseRecording(person, '2026/11/c-1', true);
      expect(fake.channels.get(person)?.recordings).toEqual(new Map([[path, true]]));
      await probe.server.pauseRecording(person, '2026/11/c-1', false);
      expect(fake.channels.get(person)?.recordings).toEqual(new Map([[path, false]]));
    });

    test('what is in the buffer when a pause ends is not written, nor is anything when it begins anew meanwhile', async () => {
      const probe = await connect();
      const person = await probe.connectLeg(PERSON);
      await probe.server.record(person, 'c-1', true);
      await probe.server.pauseRecording(person, 'c-1', true);
      const began = performance.now();
      await probe.server.pauseRecording(person, 'c-1', false);
      expect(performance.now() - began).toBeGreaterThan(100);
      await probe.server.pauseRecording(person, 'c-1', true);
      const ending = probe.server.pauseRecording(person, 'c-1', false);
      await probe.server.pauseRecording(person, 'c-1', true);
      await ending;
      expect([...(fake.channels.get(person)?.recordings.values() ?? [])]).toEqual([true]);
    });
  });

  test.each([
    ['listen', 'false', 'false'],
    ['whisper', 'true', 'false'],
    ['barge', 'true', 'true'],
  ] as const)(
    'by %s the agent hears whoever listens: %s; the customer: %s',
    async (way, agentHears, customerHears) => {
      const probe = await connect();
      const [agentLeg, ear] = [await probe.connectLeg(AGENT), await probe.connectLeg(COLLEAGUE)];
      await probe.server.bridge(agentLeg, await probe.connectLeg(PERSON));
      await probe.server.snoop(ear, agentLeg, way);
      const { variables } = fake.channels.get(ear)!;
      // FreeSWITCH's "bleg" is what goes out to the leg that is listened to, its "aleg" what comes from there.
      expect(variables.get('eavesdrop_whisper_bleg')).toBe(agentHears);
      expect(variables.get('eavesdrop_whisper_aleg')).toBe(customerHears);
    },
  );

  test('those who go on talking when a third comes are told nothing of it', async () => {
    const probe = await connect();
    const [agentLeg, colleague] = [await probe.connectLeg(AGENT), await probe.connectLeg(COLLEAGUE)];
    const person = await probe.connectLeg(PERSON);
    await probe.server.bridge(agentLeg, colleague);
    await probe.server.invite(agentLeg, person);
    expect(probe.of('unbridged', agentLeg)).toEqual([]);
    expect(probe.of('unbridged', colleague)).toEqual([]);
    expect(probe.of('bridged', colleague)).toHaveLength(1);
    expect(probe.of('bridged', person).map(({ withLegId }) => withLegId)).toEqual([agentLeg]);
    await probe.hangUp(person);
    await probe.hangUp(colleague);
    await probe.sees('unbridged', agentLeg);
    const next = await probe.connectLeg(PERSON);
    await probe.server.bridge(agentLeg, next);
    expect(fake.channels.get(agentLeg)?.bridgedWith?.uuid).toBe(next);
  });
});
