import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type E164, type LegId, parseLegId, type TrunkId } from '../../src/core/kernel/ids.js';
import type { LegTarget, LiveLeg, MediaServer } from '../../src/ports/media.js';
import { MediaProbe } from './media-probe.js';
import type { Waiting } from './waiting.js';

export const MEDIA_ADAPTERS = ['simulator', 'asterisk', 'freeswitch'] as const;
export type MediaAdapter = (typeof MEDIA_ADAPTERS)[number];

/** The fates a harness must have a number for. */
export const CONFORMANCE_FATES = [
  /** Rings, answers, speaks as a person does, and stays. */
  'person',
  /** Rings and hangs up 2 to 5 seconds after answering. */
  'hangsUp',
  /** Early media (183), then an answer by a person who stays. */
  'earlyAnswer',
  /** Early media with an announcement, then 404, within 10 seconds. */
  'announcement',
  'machine',
  'busy',
  'invalid',
  /** Rings for as long as we let it. */
  'noAnswer',
  /** Rings, then the network gives up by 480 within 10 seconds. */
  'networkGivesUp',
  'rejected',
  'congestion',
] as const;
export type ConformanceFate = (typeof CONFORMANCE_FATES)[number];

/** Somebody who called us; what he does is told to the server as the network would. */
export interface Caller {
  /** Gives up, or ends the call. */
  hangUp(): void;
  press(digit: string): void;
}

export interface MediaHarness {
  /** The number that callers show, and that they call, as the server tells of them. */
  readonly callIn: { readonly caller: string; readonly called: string };
  /** Somebody calls and waits for as long as it takes. */
  call(): Promise<Caller>;
  readonly server: MediaServer;
  /** A further object for the same server, as after a restart of ours. */
  again(): MediaServer;
  readonly numbers: Readonly<Record<ConformanceFate, { readonly number: E164; readonly trunkId: TrunkId }>>;
  readonly callerId: string;
  /** The endpoint of the i-th agent's phone, which answers by itself and stays; 0 and 1 are used. */
  agentEndpoint(i: number): string;
  /** A sound of 1 to 20 seconds that the server has. */
  readonly sound: string;
  readonly waiting: Waiting;
  /** Stops what the harness started. */
  close(): Promise<void>;
}

interface Expectation {
  /** Who ended a call that rang until the server's own timeout. */
  readonly ringTimeoutBy: 'network' | 'local';
  /** Whether calls live on when the connection is let go. */
  readonly legsOutliveConnection: boolean;
  readonly detectsMachines: boolean;
  /** Of a leg, to our own ear. */
  readonly givesSound: boolean;
}

const EXPECTATIONS: Readonly<Record<MediaAdapter, Expectation>> = {
  simulator: {
    ringTimeoutBy: 'network',
    legsOutliveConnection: true,
    detectsMachines: true,
    givesSound: false,
  },
  asterisk: {
    ringTimeoutBy: 'network',
    legsOutliveConnection: true,
    detectsMachines: true,
    givesSound: true,
  },
  freeswitch: {
    ringTimeoutBy: 'network',
    legsOutliveConnection: true,
    detectsMachines: false,
    givesSound: true,
  },
};

/** Beyond the waits' own deadlines, so that a failure names what was missing. */
const LONGEST_TEST_MS = 90_000;
/** Asked one after the other until the list is as it must be. */
const MOST_LISTS = 1000;

/** Registers the suite of the media port; every adapter runs it, in virtual or in real time. */
export function mediaConformance(name: MediaAdapter, makeHarness: () => Promise<MediaHarness>): void {
  describe(`${name} as a media server`, { timeout: LONGEST_TEST_MS }, () => {
    let harness: MediaHarness;
    let probe: MediaProbe;
    const phone = (fate: ConformanceFate): LegTarget => ({ kind: 'phone', ...harness.numbers[fate] });
    const agent = (i: number): LegTarget => ({ kind: 'agent', endpoint: harness.agentEndpoint(i) });
    const liveLegs = (): Promise<readonly LiveLeg[]> => probe.done(probe.server.list(), 'list');
    const rejectsWith = async (command: Promise<unknown>, code: string): Promise<void> => {
      await expect(probe.done(command)).rejects.toMatchObject({ code });
    };
    /**
     * Exactly these legs live, each with the one it talks to; more than one way where the server may choose. What a hang-up changes may take a few lists to show: a
     * server under load is behind its own events, and a list costs a millisecond or two of its time.
     */
    const listsBridges = async (...expected: Record<string, string | null>[]): Promise<void> => {
      let found: Record<string, string | null> = {};
      for (let lists = 0; lists < MOST_LISTS; lists++) {
        found = Object.fromEntries((await liveLegs()).map((leg) => [leg.legId, leg.bridgedWith]));
        if (expected.some((one) => isDeepStrictEqual(found, one))) {
          break;
        }
      }
      expect(expected).toContainEqual(found);
    };

    beforeEach(async () => {
      harness = await makeHarness();
      probe = new MediaProbe(harness.server, harness.waiting, harness.callerId);
      await probe.connect();
    });
    afterEach(async () => {
      try {
        await probe.finish();
      } finally {
        await harness.close();
      }
    });

    describe('connecting', () => {
      test('it says serverUp, then resync, before anything else, and may be started twice', async () => {
        await probe.done(probe.server.start(), 'second start');
        expect(probe.server.isUp()).toBe(true);
        expect(probe.events.map(({ kind }) => kind)).toEqual(['serverUp', 'resync']);
      });

      test('it knows the phones of its agents for its own', () => {
        expect([0, 1].map((i) => probe.server.ownsPhone(harness.agentEndpoint(i)))).toEqual([true, true]);
      });

      test('after close it takes no command, and closing again does no harm', async () => {
        await probe.done(probe.server.close(), 'close');
        await probe.done(probe.server.close(), 'second close');
        expect(probe.server.isUp()).toBe(false);
        await rejectsWith(probe.server.list(), 'DLR_MEDIA_DOWN');
      });

      test('calls live on when the connection is let go, and the next one finds them as they were', async () => {
        const agentLeg = await probe.connectLeg(agent(0));
        const person = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.bridge(agentLeg, person), 'bridge');
        await probe.done(probe.server.close(), 'close');
        probe = new MediaProbe(harness.again(), harness.waiting, harness.callerId);
        const legs = await probe.connect();
        const found = Object.fromEntries(legs.map((leg) => [leg.legId, [leg.state, leg.bridgedWith]]));
        expect(found).toEqual(
          EXPECTATIONS[name].legsOutliveConnection
            ? { [agentLeg]: ['up', person], [person]: ['up', agentLeg] }
            : {},
        );
        if (EXPECTATIONS[name].legsOutliveConnection) {
          expect((await probe.hangUp(person)).by).toBe('local');
        }
      });

      test('a listener that throws harms nothing', async () => {
        probe.afterEvent = () => {
          throw new Error('careless listener');
        };
        const legId = await probe.connectLeg(phone('person'));
        expect((await probe.hangUp(legId)).by).toBe('local');
        expect(probe.server.isUp()).toBe(true);
      });
    });

    describe('originating', () => {
      test('a person who rings and answers is told as progress, answered and hungUp', async () => {
        const legId = await probe.connectLeg(phone('person'));
        expect((await probe.sees('progress', legId)).code).toBe(180);
        const end = await probe.hangUp(legId);
        expect(end.by).toBe('local');
        const story = probe.callStory(legId);
        expect(story[0]).toBe('progress');
        expect(story.filter((kind) => kind !== 'progress')).toEqual(['answered', 'hungUp']);
      });

      test('the ids are ours, and an id that lives already is refused without harm to its call', async () => {
        const legId = parseLegId('c-our.own_id-1');
        await probe.connectLeg(phone('person'), { legId });
        await expect(probe.originate(phone('person'), { legId })).rejects.toMatchObject({
          code: 'DLR_MEDIA_REFUSED',
        });
        expect((await liveLegs()).map((leg) => [leg.legId, leg.state])).toEqual([[legId, 'up']]);
        expect(probe.of('hungUp', legId)).toEqual([]);
      });

      for (const [fate, reason] of [
        ['busy', 'busy'],
        ['invalid', 'invalid_number'],
        ['rejected', 'rejected'],
        ['congestion', 'congestion'],
        ['networkGivesUp', 'no_answer'],
        ['announcement', 'invalid_number'],
      ] as const) {
        test(`the fate ${fate} ends unanswered, by the network, and reads as ${reason}`, async () => {
          const legId = await probe.originate(phone(fate));
          expect(await probe.reasonOfEnd(legId)).toBe(reason);
          expect((await probe.sees('hungUp', legId)).by).toBe('network');
          expect(probe.of('answered', legId)).toEqual([]);
        });
      }

      test('the server itself gives up a call that rings too long, and it reads as no_answer', async () => {
        const legId = await probe.originate(phone('noAnswer'), { ringTimeoutMs: 3000 });
        expect(await probe.reasonOfEnd(legId)).toBe('no_answer');
        expect((await probe.sees('hungUp', legId)).by).toBe(EXPECTATIONS[name].ringTimeoutBy);
        expect(probe.of('answered', legId)).toEqual([]);
      });

      test('early media is progress 183 and only a real answer is answered', async () => {
        const [announced, answered] = [
          await probe.originate(phone('announcement')),
          await probe.originate(phone('earlyAnswer')),
        ];
        await probe.sees('answered', answered);
        await probe.sees('hungUp', announced);
        expect(probe.of('answered', announced)).toEqual([]);
        if (probe.server.capabilities.earlyMediaEvents) {
          expect(probe.of('progress', announced)[0]?.code).toBe(183);
          expect(probe.of('progress', answered)[0]?.code).toBe(183);
        }
        expect(probe.story(answered).indexOf('progress')).toBeLessThan(
          probe.story(answered).indexOf('answered'),
        );
      });

      test('a machine and a person are told apart when asked for', async () => {
        const { amd, ear } = probe.server.capabilities;
        expect([amd, ear]).toEqual([EXPECTATIONS[name].detectsMachines, EXPECTATIONS[name].givesSound]);
        const screened = amd ? { amd: true } : { amd: true, earDeadlineMs: 6000 };
        const human = await probe.connectLeg(phone('person'), screened);
        const machine = await probe.connectLeg(phone('machine'), screened);
        expect(await probe.sees('amd', human)).toMatchObject({ verdict: 'human' });
        expect(await probe.sees('amd', machine)).toMatchObject({ verdict: 'machine' });
      });

      test('nobody is screened unasked', async () => {
        const screened = await probe.originate(phone('person'), { amd: true });
        const plain = await probe.originate(phone('person'));
        await probe.sees('amd', screened);
        await probe.sees('answered', plain);
        await probe.hangUp(plain);
        expect(probe.of('amd', plain)).toEqual([]);
      });
    });

    describe('hanging up', () => {
      test('a call that still rings ends by us', async () => {
        const legId = await probe.originate(phone('noAnswer'));
        await probe.sees('progress', legId);
        expect((await probe.hangUp(legId)).by).toBe('local');
        expect(probe.story(legId)).not.toContain('answered');
        await listsBridges({});
      });

      test('giving up ends no call that was answered by then', async () => {
        const legId = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.hangup(legId, 'no_answer'), 'giving up');
        expect((await liveLegs()).find((leg) => leg.legId === legId)?.state).toBe('up');
        expect((await probe.hangUp(legId)).by).toBe('local');
      });

      test('a person who hangs up is told as the far end', async () => {
        const legId = await probe.connectLeg(phone('hangsUp'));
        expect(await probe.sees('hungUp', legId)).toMatchObject({ by: 'remote', q850: 16 });
      });

      test('a leg that is gone, or never was, is no error', async () => {
        const legId = await probe.connectLeg(phone('person'));
        await probe.hangUp(legId);
        await probe.done(probe.server.hangup(legId, 'normal'), 'second hangup');
        await probe.done(probe.server.hangup(parseLegId('c-never-was'), 'normal'), 'hangup of nothing');
        expect(probe.of('hungUp', legId)).toHaveLength(1);
      });

      test('other commands to a leg that is gone say so', async () => {
        const gone = parseLegId('c-never-was');
        const agentLeg = await probe.connectLeg(agent(0));
        await rejectsWith(probe.server.bridge(agentLeg, gone), 'DLR_MEDIA_GONE');
        await rejectsWith(probe.server.unbridge(gone), 'DLR_MEDIA_GONE');
        await rejectsWith(probe.server.play(gone, harness.sound, 'p-0'), 'DLR_MEDIA_GONE');
        await rejectsWith(probe.server.hold(gone, true), 'DLR_MEDIA_GONE');
        await listsBridges({ [agentLeg]: null });
      });
    });

    describe('calls that come in', () => {
      const offered = (): Promise<LegId> => probe.offered();
      const answer = (legId: LegId): Promise<void> => probe.done(probe.server.answer(legId), 'answer');

      test('are offered with who calls whom, ring until answered, and are listed as such', async () => {
        expect(probe.server.capabilities.inbound).toBe(true);
        await harness.call();
        const legId = await offered();
        expect((await probe.sees('offered', legId)).inbound).toEqual(harness.callIn);
        expect((await liveLegs()).map(({ legId: id, state, inbound }) => ({ id, state, inbound }))).toEqual([
          { id: legId, state: 'ringing', inbound: harness.callIn },
        ]);
        await answer(legId);
        await probe.sees('answered', legId);
        await answer(legId);
        expect((await liveLegs()).map(({ state }) => state)).toEqual(['up']);
        expect((await probe.hangUp(legId)).by).toBe('local');
        expect(probe.callStory(legId)).toEqual(['offered', 'answered', 'hungUp']);
      });

      test('end by the caller, before the answer as after it', async () => {
        const first = await harness.call();
        const gaveUp = await offered();
        first.hangUp();
        expect((await probe.sees('hungUp', gaveUp)).by).toBe('remote');
        const second = await harness.call();
        const left = await probe.offered(1);
        await answer(left);
        await probe.sees('answered', left);
        second.hangUp();
        expect((await probe.sees('hungUp', left)).by).toBe('remote');
      });

      test('may be refused without an answer', async () => {
        await harness.call();
        const legId = await offered();
        await probe.done(probe.server.hangup(legId, 'busy'), 'refusal');
        expect(await probe.sees('hungUp', legId)).toMatchObject({ by: 'local', q850: 17, sipCode: null });
      });

      test('hear a sound, press a key that ends it, wait with music and talk with an agent', async () => {
        const agentLeg = await probe.connectLeg(agent(0));
        const caller = await harness.call();
        const legId = await offered();
        await rejectsWith(probe.server.play(legId, harness.sound, 'p-early'), 'DLR_MEDIA_REFUSED');
        await answer(legId);
        await probe.sees('answered', legId);
        await probe.done(probe.server.play(legId, harness.sound, 'p-menu'), 'play');
        caller.press('7');
        expect((await probe.sees('dtmf', legId)).digit).toBe('7');
        await probe.done(probe.server.stopPlay(legId, 'p-menu'), 'end of the sound');
        expect((await probe.sees('playFinished', legId)).playId).toBe('p-menu');
        await probe.done(probe.server.stopPlay(legId, 'p-menu'), 'second end of the sound');
        await probe.done(probe.server.hold(legId, true), 'music');
        await probe.done(probe.server.bridge(agentLeg, legId), 'bridge');
        await listsBridges({ [agentLeg]: legId, [legId]: agentLeg });
        caller.hangUp();
        expect(await probe.sees('hungUp', legId)).toMatchObject({ by: 'remote', q850: 16 });
        expect(probe.of('hungUp', agentLeg)).toEqual([]);
      });

      test('live on when the connection is let go, and the next one finds them with who called whom', async () => {
        await harness.call();
        const legId = await offered();
        await answer(legId);
        await probe.sees('answered', legId);
        await probe.done(probe.server.close(), 'close');
        probe = new MediaProbe(harness.again(), harness.waiting, harness.callerId);
        const legs = await probe.connect();
        expect(legs.map(({ legId: id, state, inbound }) => ({ id, state, inbound }))).toEqual([
          { id: legId, state: 'up', inbound: harness.callIn },
        ]);
        expect((await probe.hangUp(legId)).by).toBe('local');
      });

      test('alone are answered: a leg of ours is not, nor one that is gone', async () => {
        const own = await probe.connectLeg(phone('person'));
        await rejectsWith(probe.server.answer(own), 'DLR_MEDIA_REFUSED');
        await rejectsWith(probe.server.answer(parseLegId('i-never-was')), 'DLR_MEDIA_GONE');
      });
    });

    describe('bridging', () => {
      test('both legs hear of the bridge, and the list shows who talks with whom', async () => {
        const agentLeg = await probe.connectLeg(agent(0));
        const person = await probe.connectLeg(phone('person'));
        const waits = await probe.connectLeg(agent(1));
        await probe.done(probe.server.bridge(agentLeg, person), 'bridge');
        expect((await probe.sees('bridged', person)).withLegId).toBe(agentLeg);
        expect((await probe.sees('bridged', agentLeg)).withLegId).toBe(person);
        await listsBridges({ [agentLeg]: person, [person]: agentLeg, [waits]: null });
      });

      test("the agent's leg outlives the customer and takes the next one", async () => {
        const agentLeg = await probe.connectLeg(agent(0));
        const first = await probe.connectLeg(phone('hangsUp'));
        await probe.done(probe.server.bridge(agentLeg, first), 'bridge');
        expect((await probe.sees('hungUp', first)).by).toBe('remote');
        const second = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.bridge(agentLeg, second), 'second bridge');
        await probe.sees('bridged', agentLeg, ({ withLegId }) => withLegId === second);
        await probe.hangUp(second);
        const third = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.bridge(agentLeg, third), 'third bridge');
        await probe.sees('bridged', agentLeg, ({ withLegId }) => withLegId === third);
        expect(probe.of('hungUp', agentLeg)).toEqual([]);
        await listsBridges({ [agentLeg]: third, [third]: agentLeg });
      });

      test('a leg taken out of its bridge lives on, and so does the other', async () => {
        const agentLeg = await probe.connectLeg(agent(0));
        const person = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.bridge(agentLeg, person), 'bridge');
        await probe.sees('bridged', person);
        await probe.done(probe.server.unbridge(person), 'unbridge');
        await probe.sees('unbridged', person);
        await listsBridges({ [agentLeg]: null, [person]: null });
      });

      test('a person goes from one agent to another', async () => {
        const [first, second] = [await probe.connectLeg(agent(0)), await probe.connectLeg(agent(1))];
        const person = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.bridge(first, person), 'bridge');
        await probe.done(probe.server.bridge(second, person), 'transfer');
        await probe.sees('bridged', person, ({ withLegId }) => withLegId === second);
        await listsBridges({ [first]: null, [second]: person, [person]: second });
      });

      test('a colleague is asked, brings the person in, and leaves the two alone or takes him', async () => {
        const [first, second] = [await probe.connectLeg(agent(0)), await probe.connectLeg(agent(1))];
        const person = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.bridge(first, person), 'bridge');
        await probe.done(probe.server.hold(person, true), 'hold');
        await probe.done(probe.server.bridge(first, second), 'consult');
        await listsBridges({ [first]: second, [second]: first, [person]: null });
        await probe.done(probe.server.invite(first, person), 'conference');
        await probe.sees('bridged', person, ({ withLegId }) => withLegId === first);
        // Of three who hear each other the one in whose bridge they are talks with both others.
        const guests = { [second]: first, [person]: first };
        await listsBridges({ [first]: second, ...guests }, { [first]: person, ...guests });
        await probe.done(probe.server.unbridge(second), 'colleague leaves');
        await listsBridges({ [first]: person, [second]: null, [person]: first });
        await probe.done(probe.server.invite(first, second), 'colleague again');
        await probe.done(probe.server.bridge(second, person), 'transfer');
        await listsBridges({ [first]: null, [second]: person, [person]: second });
        expect(probe.of('hungUp', person)).toEqual([]);
      });

      test('two persons whom we called talk with each other when the agent leaves them, and either ends alone', async () => {
        const agentLeg = await probe.connectLeg(agent(0));
        const [person, bank] = [
          await probe.connectLeg(phone('person')),
          await probe.connectLeg(phone('person')),
        ];
        await probe.done(probe.server.bridge(agentLeg, person), 'bridge');
        await probe.done(probe.server.hold(person, true), 'hold');
        await probe.done(probe.server.bridge(agentLeg, bank), 'consult');
        await probe.done(probe.server.bridge(bank, person), 'hand out');
        await probe.sees('bridged', person, ({ withLegId }) => withLegId === bank);
        await listsBridges({ [agentLeg]: null, [bank]: person, [person]: bank });
        await probe.hangUp(bank);
        await listsBridges({ [agentLeg]: null, [person]: null });
        await probe.done(probe.server.bridge(agentLeg, person), 'back');
        await listsBridges({ [agentLeg]: person, [person]: agentLeg });
      });

      test("an agent's phone that goes away leaves the person on the line", async () => {
        const agentLeg = await probe.connectLeg(agent(0));
        const person = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.bridge(agentLeg, person), 'bridge');
        await probe.hangUp(agentLeg);
        const next = await probe.connectLeg(agent(1));
        await probe.done(probe.server.bridge(next, person), 'second bridge');
        await listsBridges({ [next]: person, [person]: next });
      });
    });

    describe('somebody who listens', () => {
      const talk = async () => {
        const agentLeg = await probe.connectLeg(agent(0));
        const person = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.bridge(agentLeg, person), 'bridge');
        return { agentLeg, person, ear: await probe.connectLeg(agent(1)) };
      };

      test('hears, whispers and speaks with both, and the talk is not touched', async () => {
        const { agentLeg, person, ear } = await talk();
        for (const way of ['listen', 'whisper', 'barge', 'listen'] as const) {
          await probe.done(probe.server.snoop(ear, agentLeg, way), way);
          await listsBridges({ [agentLeg]: person, [person]: agentLeg, [ear]: null });
        }
        await probe.done(probe.server.endSnoop(ear), 'end');
        await probe.done(probe.server.endSnoop(ear), 'second end');
        expect(probe.of('unbridged', person)).toEqual([]);
        await listsBridges({ [agentLeg]: person, [person]: agentLeg, [ear]: null });
      });

      test('takes the person over and gives him back', async () => {
        const { agentLeg, person, ear } = await talk();
        await probe.done(probe.server.snoop(ear, agentLeg, 'barge'), 'barge');
        await probe.done(probe.server.endSnoop(ear), 'end');
        await probe.done(probe.server.bridge(ear, person), 'take');
        await listsBridges({ [agentLeg]: null, [person]: ear, [ear]: person });
        await probe.done(probe.server.bridge(agentLeg, person), 'give back');
        await listsBridges({ [agentLeg]: person, [person]: agentLeg, [ear]: null });
      });

      test('leaves the talk as it is when his phone is gone, and stays when the agent’s is', async () => {
        const { agentLeg, person, ear } = await talk();
        await probe.done(probe.server.snoop(ear, agentLeg, 'whisper'), 'whisper');
        await probe.hangUp(ear);
        await listsBridges({ [agentLeg]: person, [person]: agentLeg });
        const next = await probe.connectLeg(agent(1));
        await probe.done(probe.server.snoop(next, agentLeg, 'listen'), 'listen again');
        await probe.hangUp(agentLeg);
        await listsBridges({ [person]: null, [next]: null });
        await rejectsWith(probe.server.snoop(next, agentLeg, 'listen'), 'DLR_MEDIA_GONE');
      });
    });

    describe('sound', () => {
      test('a sound that ends is told once, by its id', async () => {
        const person = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.play(person, harness.sound, 'play-1'), 'play');
        await probe.sees('playFinished', person, ({ playId }) => playId === 'play-1');
        await probe.hangUp(person);
        expect(probe.of('playFinished', person).map(({ playId }) => playId)).toEqual(['play-1']);
      });

      test('hanging up in the middle of a sound ends the call as ever', async () => {
        const person = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.play(person, harness.sound, 'play-2'), 'play');
        expect((await probe.hangUp(person)).by).toBe('local');
        await listsBridges({});
      });

      test('music on hold starts and stops, and the call can be bridged afterwards', async () => {
        const agentLeg = await probe.connectLeg(agent(0));
        const person = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.hold(person, true), 'hold');
        await probe.done(probe.server.hold(person, false), 'end of hold');
        await probe.done(probe.server.hold(person, true), 'hold again');
        await probe.done(probe.server.bridge(agentLeg, person), 'bridge from hold');
        await listsBridges({ [agentLeg]: person, [person]: agentLeg });
      });

      test('a bridge asked for while music begins wins over it', async () => {
        const agentLeg = await probe.connectLeg(agent(0));
        const person = await probe.connectLeg(phone('person'));
        const music = probe.server.hold(person, true);
        const joined = probe.server.bridge(agentLeg, person);
        await probe.done(Promise.all([music, joined]), 'music and bridge');
        await listsBridges({ [agentLeg]: person, [person]: agentLeg });
      });

      test('a recording starts and stops', async () => {
        const agentLeg = await probe.connectLeg(agent(0));
        const person = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.bridge(agentLeg, person), 'bridge');
        const recording = `rec-${person}`;
        await probe.done(probe.server.record(person, recording, true), 'record');
        await probe.done(probe.server.record(person, recording, false), 'end of recording');
        await listsBridges({ [agentLeg]: person, [person]: agentLeg });
      });

      test('a recording is paused and goes on, twice over, and one that does not run is said to be gone', async () => {
        const person = await probe.connectLeg(phone('person'));
        const recording = `rec-${person}`;
        await probe.done(probe.server.record(person, recording, true), 'record');
        for (const paused of [true, true, false, false]) {
          await probe.done(probe.server.pauseRecording(person, recording, paused), `paused: ${paused}`);
        }
        await rejectsWith(probe.server.pauseRecording(person, 'rec-none', true), 'DLR_MEDIA_GONE');
        await probe.done(probe.server.record(person, recording, false), 'end of recording');
      });

      test('of an answered leg the codec is told, and what sound went to it; of no leg nothing', async () => {
        const person = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.play(person, harness.sound, `p-${person}`), 'play');
        await probe.sees('playFinished', person);
        const sound = await probe.done(probe.server.soundOf(person), 'soundOf');
        expect(sound.codec.toLowerCase()).toMatch(/law|pcm/);
        expect(sound.packetsOut).toBeGreaterThan(10);
        expect(sound.packetsIn).toBeGreaterThanOrEqual(0);
        await rejectsWith(probe.server.soundOf(parseLegId('c-none')), 'DLR_MEDIA_GONE');
      });

      test('keys are sent to a leg that talks', async () => {
        const person = await probe.connectLeg(phone('person'));
        await probe.done(probe.server.sendDtmf(person, '12#'), 'sendDtmf');
        expect(probe.of('hungUp', person)).toEqual([]);
      });
    });
  });
}
