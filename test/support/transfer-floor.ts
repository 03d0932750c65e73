import { afterEach, expect, vi } from 'vitest';
import type { Fate } from '../../src/adapters/simulator/fate.js';
import type { AgentId } from '../../src/core/kernel/ids.js';
import { MINUTE } from '../../src/core/kernel/time.js';
import { inTurn, person } from './fates.js';
import { agent, enter, handWorld, untilStates } from './hand-floor.js';
import { CALLER, OUR_NUMBER, type TestPlan, testPlan } from './inbound-plan.js';
import { SERVER, type World } from './world.js';

/** Hangs up when he hears nothing for a third of a second. */
export const IMPATIENT = person({ patience: { silenceMs: 300, musicMs: null, messageMs: null } });

/** A floor on which persons are given on; after each test nothing may have gone wrong. */
export class TransferFloor {
  world!: World;

  constructor() {
    afterEach(() => {
      expect(this.world.defects).toEqual([]);
    });
  }

  readonly id = (index: number): AgentId => agent(this.world, index).id;
  readonly run = (ms: number): Promise<void> => this.world.clock.runFor(ms);
  readonly talk = (index: number) => this.world.engine.talks.view(this.id(index));

  /** Phases of the calls that came in, sorted. */
  readonly callers = () => (this.world.engine.inbound?.calls() ?? []).map(({ phase }) => phase).sort();

  readonly untilTalk = async (index: number, state: string | null): Promise<void> => {
    const reached = await this.world.clock.runUntilTrue(
      () => (this.talk(index)?.state ?? null) === state,
      this.world.clock.now() + MINUTE,
    );
    expect([reached, this.talk(index)?.state ?? null]).toEqual([true, state]);
  };

  /** What the media server is asked to let persons hear, from now on. */
  readonly sounds = (): (() => readonly string[]) => {
    const network = this.world.network.switchOf(SERVER);
    const play = vi.spyOn(network, 'play');
    const hold = vi.spyOn(network, 'hold');
    const heard: string[] = [];
    this.world.engine.events.on('media:command', ({ op }) => {
      if (op === 'play') {
        heard.push(play.mock.lastCall?.[1] ?? '');
      } else if (op === 'hold') {
        heard.push(hold.mock.lastCall?.[1] === true ? 'music' : 'no music');
      }
    });
    return () => heard;
  };

  /** Agent 0 talks with somebody whom we called; further calls meet the further fates. */
  readonly dialled = async (plan: TestPlan = {}, ...further: readonly Fate[]): Promise<void> => {
    await this.dialledTo(IMPATIENT, plan, ...further);
  };

  readonly dialledTo = async (who: Fate, plan: TestPlan = {}, ...further: readonly Fate[]): Promise<void> => {
    const fates = inTurn(who, ...further);
    this.world = await handWorld({ agents: 3, fates, inbound: testPlan(plan), ready: 1 });
    await untilStates(this.world, 'talking');
  };

  /** Agent 0 talks with somebody who called. */
  readonly called = async (plan: TestPlan = {}, ...further: readonly Fate[]) => {
    this.world = await handWorld({
      contacts: 0,
      ready: 1,
      inbound: testPlan(plan),
      ...(further.length === 0 ? {} : { fates: inTurn(...further) }),
    });
    const model = { ringMs: null, waitMs: null, talkMs: null, keys: [] };
    const caller = this.world.network.switchOf(SERVER).callIn({ caller: CALLER, called: OUR_NUMBER }, model);
    await untilStates(this.world, 'talking');
    return caller;
  };

  /** Another one comes to work; `busy` with a caller of his own, who chose sales. */
  readonly second = async (how: 'free' | 'busy' = 'free'): Promise<void> => {
    await enter(this.world, this.world.profiles[1]!.id);
    if (how === 'busy') {
      const keys = [{ afterMs: 1000, digit: '2' }];
      const model = { ringMs: null, waitMs: null, talkMs: null, keys };
      this.world.network.switchOf(SERVER).callIn({ caller: '21987654321', called: OUR_NUMBER }, model);
      await untilStates(this.world, 'talking', 'talking');
    }
  };
}
