import type { SimulatedCaller } from '../../../src/adapters/simulator/simulated-caller.js';
import type { SwitchState } from '../../../src/core/fleet/switch-setting.js';
import { isCadenciaError, messageOf } from '../../../src/core/kernel/errors.js';
import { type AgentId, type ContactId, parseE164 } from '../../../src/core/kernel/ids.js';
import { makeSeededRng, type Rng, randomInteger } from '../../../src/core/kernel/rng.js';
import { MINUTE, SECOND } from '../../../src/core/kernel/time.js';
import { MONITOR_MODES, type MonitorMode } from '../../../src/core/monitor/monitor-state.js';
import { DISPOSITIONS, type Disposition } from '../../../src/core/outcome/disposition.js';
import type { Engine } from '../../../src/engine/engine.js';
import { DEBTS, OUR_NUMBER, SALES } from '../inbound-plan.js';
import { CAMPAIGN, testLine, testTrunk } from '../world.js';
import type { FaultCentre } from './fault-centre.js';
import type { FaultProcess } from './fault-process.js';

/** Who hears nothing of what he switched on looks again. */
const TOLD_WITHIN_MS = 10 * SECOND;
const SHORTEST_MS = 100;
const LONGEST_MS = 2000;
/** A storm of browsers: clicks within a second or two, each with another one. */
const STORM_CLICKS = 15;
/** Of the clicks, those that lead to what is planned to break. */
const FAVOURED_SHARE = 0.4;
const WORDS = Object.keys(DISPOSITIONS) as Disposition[];
const SUPERVISOR = 'supervisora';
const OUR_LINE = '+551140001000';

interface Click {
  readonly name: string;
  readonly run: (engine: Engine) => unknown;
}

/**
 * People at their screens, who click what they may and what they may not, twice and again, while agents' pages come and
 * go and callers ring: all of it drawn from the seed.
 */
export class PeopleStorm {
  readonly defects: string[] = [];
  readonly #centre: FaultCentre;
  readonly #rng: Rng;
  readonly #favoured: ReadonlySet<string>;
  readonly #callers: SimulatedCaller[] = [];
  #over = false;

  constructor(centre: FaultCentre, favoured: ReadonlySet<string>) {
    this.#centre = centre;
    this.#favoured = favoured;
    this.#rng = makeSeededRng(`people-${centre.shape.seed}`);
  }

  begin(): void {
    this.#again();
  }

  end(): void {
    this.#over = true;
    for (const caller of this.#callers) {
      caller.hangUp();
    }
  }

  #again(): void {
    this.#centre.clock.setTimer(this.#between(SHORTEST_MS, LONGEST_MS), () => {
      if (!this.#over) {
        this.#something();
        this.#again();
      }
    });
  }

  #something(): void {
    const process = this.#one(this.#centre.processes);
    const { engine } = process;
    const dice = this.#rng.next();
    if (dice < 0.08) {
      this.#callIn(process);
    } else if (dice < 0.1) {
      this.#centre.network.dropAgentPhone(this.#one(process.profiles).endpoint);
    } else if (engine !== null) {
      this.#click(process, this.#choose(process, engine, dice));
    }
  }

  #choose(process: FaultProcess, engine: Engine, dice: number): Click {
    const [agents, chiefs] = [this.#agentClicks(process, engine), this.#chiefClicks(process, engine)];
    const favoured = [...agents, ...chiefs].filter(({ name }) => this.#favoured.has(name));
    if (favoured.length > 0 && this.#rng.next() < FAVOURED_SHARE) {
      return this.#one(favoured);
    }
    return this.#one(dice < 0.85 ? agents : chiefs);
  }

  #callIn(process: FaultProcess): void {
    if (!this.#centre.shape.inbound) {
      return;
    }
    const rng = this.#rng;
    const inbound = { caller: `119${this.#between(10_000_000, 99_999_999)}`, called: OUR_NUMBER };
    const model = {
      ringMs: rng.next() < 0.1 ? 1 : MINUTE,
      waitMs: rng.next() < 0.5 ? this.#between(1, 60) * SECOND : MINUTE,
      talkMs: this.#between(1, 60) * SECOND,
      keys:
        rng.next() < 0.5 ? [{ afterMs: this.#between(1, 4000), digit: this.#one(['1', '2', '3', '9']) }] : [],
    };
    const caller = process.switch.callIn(inbound, model);
    if (caller !== null) {
      this.#callers.push(caller);
    }
  }

  /** What agents do. */
  #agentClicks(process: FaultProcess, engine: Engine): readonly Click[] {
    const { agents, talks, help, pages } = engine;
    const profile = this.#one(process.profiles);
    const { id, endpoint } = profile;
    const talker = this.#anybody(process, engine, 'talking');
    const idle = this.#anybody(process, engine, 'available');
    const paused = this.#anybody(process, engine, 'paused');
    const wrapping = this.#anybody(process, engine, 'wrap_up');
    const phone = parseE164(`+5511333${this.#between(10_000, 99_999)}`);
    const contactId = this.#contact(engine);
    const { clock } = this.#centre;
    return [
      { name: 'agents.login', run: () => agents.login(id, [CAMPAIGN]) },
      { name: 'agents.ready', run: () => agents.ready(paused) },
      { name: 'agents.ready', run: () => agents.ready(id) },
      { name: 'agents.pause', run: () => agents.pause(id, 'banheiro') },
      { name: 'agents.logout', run: () => agents.logout(id) },
      { name: 'agents.acceptPreview', run: () => agents.acceptPreview(id) },
      { name: 'agents.skipPreview', run: () => agents.skipPreview(id, 'dados_incompletos') },
      { name: 'agents.dial', run: () => agents.dial(paused, { campaignId: CAMPAIGN, phone }) },
      { name: 'agents.hangup', run: () => agents.hangup(talker) },
      {
        name: 'agents.dispose',
        run: () =>
          agents.dispose(wrapping, this.#word(), this.#rng.next() < 0.5 ? clock.now() + MINUTE : null),
      },
      { name: 'agents.release', run: () => agents.release(id, SUPERVISOR) },
      { name: 'agents.saveProfile', run: () => agents.saveProfile(profile) },
      { name: 'talks.hold', run: () => talks.hold(talker) },
      { name: 'talks.resume', run: () => talks.resume(talker) },
      { name: 'talks.sendKeys', run: () => talks.sendKeys(talker, '12#') },
      { name: 'talks.pauseRecording', run: () => talks.pauseRecording(talker) },
      { name: 'talks.resumeRecording', run: () => talks.resumeRecording(talker) },
      { name: 'talks.consult', run: () => this.#asking(process, talker, talks.consult(talker, idle)) },
      {
        name: 'talks.dialOut',
        run: () => this.#asking(process, talker, talks.dialOut(talker, phone, this.#rng.next() < 0.3)),
      },
      { name: 'talks.toQueue', run: () => talks.toQueue(talker, this.#rng.next() < 0.5 ? DEBTS : SALES) },
      { name: 'talks.callOff', run: () => talks.callOff(talker) },
      { name: 'talks.join', run: () => talks.join(talker) },
      { name: 'talks.handOver', run: () => talks.handOver(talker, this.#rng.next() < 0.5 ? idle : null) },
      { name: 'help.ask', run: () => help.ask(talker) },
      { name: 'help.withdraw', run: () => help.withdraw(talker) },
      { name: 'pages.gone', run: () => pages.gone(id) },
      { name: 'pages.ready', run: () => pages.ready(id) },
      { name: 'personal.promise', run: () => this.#promise(engine, id, contactId) },
      { name: 'personal.of', run: () => engine.personal?.of(id) },
      { name: 'personal.release', run: () => contactId === null || engine.personal?.release(contactId) },
      {
        name: 'monitors.watch',
        run: () => engine.monitors.watch(SUPERVISOR, talker, this.#way(), `${endpoint}-s`),
      },
      { name: 'monitors.leave', run: () => engine.monitors.leave(SUPERVISOR) },
      { name: 'monitors.hangUp', run: () => engine.monitors.hangUp(SUPERVISOR) },
    ];
  }

  /** What supervisors and the back office do. */
  #chiefClicks(process: FaultProcess, engine: Engine): readonly Click[] {
    const { campaigns, callbacks } = engine;
    const { clock, shape, stores } = this.#centre;
    const { channels, cps } = shape;
    const contactId = this.#contact(engine);
    const soon = clock.now() + this.#between(1, 60) * SECOND;
    const mode = this.#one(['predictive', 'power', 'preview'] as const);
    const save = async (): Promise<unknown> => {
      const stored = await stores.campaigns.find(CAMPAIGN);
      return stored === null
        ? null
        : engine.campaigns.save({ ...stored.settings, powerRatio: 1.5 }, stored.version);
    };
    const pauseShortly = (): unknown => {
      clock.setTimer(this.#between(100, 20_000), () => this.#resume());
      return campaigns.pause(CAMPAIGN);
    };
    const stopShortly = (): unknown => {
      clock.setTimer(this.#between(100, 20_000), () => this.#resume());
      return engine.stopAll('the storm');
    };
    return [
      { name: 'campaigns.pause', run: pauseShortly },
      { name: 'campaigns.start', run: () => campaigns.start(CAMPAIGN) },
      { name: 'campaigns.setMode', run: () => campaigns.setMode(CAMPAIGN, mode) },
      { name: 'campaigns.save', run: save },
      { name: 'campaigns.find', run: () => [campaigns.views(), campaigns.find(CAMPAIGN)][1] },
      {
        name: 'campaigns.decisions',
        run: () => campaigns.decisions({ campaignId: CAMPAIGN, fromMs: 0, toMs: soon, most: 10 }),
      },
      { name: 'campaigns.quartiles', run: () => campaigns.quartiles(CAMPAIGN) },
      { name: 'callbacks.agree', run: () => contactId === null || callbacks.agree(contactId, soon) },
      { name: 'callbacks.cancel', run: () => contactId === null || callbacks.cancel(contactId) },
      { name: 'campaigns.readiness', run: () => campaigns.readiness(CAMPAIGN) },
      { name: 'switches.save', run: () => this.#setSwitch(process, engine) },
      { name: 'lineWatch.rest', run: () => this.#rest(process, engine) },
      { name: 'lineWatch.wake', run: () => engine.lineWatch.wake(OUR_LINE, SUPERVISOR) },
      { name: 'engine.stopAll', run: stopShortly },
      { name: 'engine.resumeAll', run: () => engine.resumeAll() },
      { name: 'engine.saveTrunk', run: () => engine.saveTrunk(testTrunk('t1', 'oper', { channels, cps })) },
      { name: 'engine.saveLine', run: () => engine.saveLine(testLine(OUR_LINE)) },
    ];
  }

  /** A switch is taken out of service for a while. */
  #setSwitch(process: FaultProcess, engine: Engine): Promise<number> {
    const { id } = process.switch;
    const set = (by: Engine, state: SwitchState): Promise<number> =>
      by.switches.save({ id, state, weight: 1, why: 'the storm' }, null);
    this.#later(process, (again) => set(again, 'in_service'));
    return set(engine, this.#one(['draining', 'maintenance'] as const));
  }

  #rest(process: FaultProcess, engine: Engine): Promise<unknown> {
    this.#later(process, ({ lineWatch }) => lineWatch.wake(OUR_LINE, SUPERVISOR));
    return engine.lineWatch.rest(OUR_LINE, 1, 'the storm', SUPERVISOR);
  }

  /** What was switched off for a while is switched on again: by whoever is there then, and until it is. */
  #later(process: FaultProcess, act: (engine: Engine) => Promise<unknown>): void {
    const again = (): void => this.#later(process, act);
    this.#centre.clock.setTimer(this.#between(SHORTEST_MS, 20 * SECOND), () => {
      if (process.engine === null) {
        again();
        return;
      }
      let told = false;
      const tell = (): void => {
        told = true;
      };
      process.ask((engine) => void act(engine).then(tell, (error) => isRefusal(error) && tell()));
      // Nobody tells him where the process died under it.
      this.#centre.clock.setTimer(TOLD_WITHIN_MS, () => told || again());
    });
  }

  /** Whoever asks a colleague or a number does something with it shortly after. */
  #asking<Done>(process: FaultProcess, talker: AgentId, asked: Promise<Done>): Promise<Done> {
    const all = [
      { name: 'talks.join', run: ({ talks }: Engine) => talks.join(talker) },
      { name: 'talks.callOff', run: ({ talks }: Engine) => talks.callOff(talker) },
      { name: 'talks.handOver', run: ({ talks }: Engine) => talks.handOver(talker, null) },
    ];
    const wanted = all.filter(({ name }) => this.#favoured.has(name));
    const then = this.#one(wanted.length > 0 ? wanted : all);
    this.#centre.clock.setTimer(this.#between(SHORTEST_MS, LONGEST_MS), () => {
      if (!this.#over) {
        this.#click(process, then);
      }
    });
    return asked;
  }

  /** Whoever stopped dialling lets it go on; where nobody listens, whoever comes next does. */
  #resume(): void {
    for (const process of this.#centre.processes) {
      process.ask((engine) => {
        quietly(() => engine.resumeAll(), this.defects);
        quietly(() => engine.campaigns.start(CAMPAIGN), this.defects);
      });
    }
  }

  async #promise(engine: Engine, agentId: AgentId, contactId: ContactId | null): Promise<void> {
    if (contactId !== null && engine.personal !== null) {
      const atMs = this.#centre.clock.now() + this.#between(1, 60) * SECOND;
      await engine.personal.promise(agentId, { id: contactId, campaignId: CAMPAIGN }, atMs);
    }
  }

  /** Abuse holds the agent until somebody releases him. */
  #word(): Disposition {
    return this.#rng.next() < (this.#favoured.has('agents.release') ? 0.8 : 0.2) ? 'abuso' : this.#one(WORDS);
  }

  #way(): MonitorMode {
    return this.#one(MONITOR_MODES);
  }

  /** Somebody on an agent's screen. */
  #contact(engine: Engine): ContactId | null {
    const shown = engine.agents.views().flatMap(({ card }) => (card === null ? [] : [card.contact.id]));
    return shown.length === 0 ? null : this.#one(shown);
  }

  #anybody({ profiles }: FaultProcess, engine: Engine, state: string): AgentId {
    const found = engine.agents.views().filter((view) => view.state === state);
    return found.length === 0 ? this.#one(profiles).id : this.#one(found).id;
  }

  #click(process: FaultProcess, { name, run }: Click): void {
    const { clock, injector } = this.#centre;
    const fault = injector.take(`${name} by hand`, clock.now());
    const click = (): void => process.ask((engine) => quietly(() => run(engine), this.defects));
    click();
    switch (fault?.kind) {
      case 'twice at once':
        click();
        return;
      case 'again later':
        clock.setTimer(fault.lastsMs, click);
        return;
      case 'dies after':
        process.die(fault.lastsMs);
        return;
      case 'page gone':
        this.#pageGone(process, this.#one(process.profiles).id, fault.lastsMs);
        return;
      case 'a storm of them':
        this.#blowUp(process, click, fault.lastsMs);
        return;
      default:
    }
  }

  /** All browsers come back at once after a gap of the network, and everybody clicks at whatever he sees. */
  #blowUp(process: FaultProcess, click: () => void, ms: number): void {
    for (const { id } of process.profiles) {
      this.#pageGone(process, id, this.#between(1, ms));
    }
    for (let time = 0; time < STORM_CLICKS; time += 1) {
      this.#centre.clock.setTimer(this.#between(0, ms), () => {
        click();
        process.ask((engine) => {
          const { run } = this.#one(this.#agentClicks(process, engine));
          quietly(() => run(engine), this.defects);
        });
      });
    }
  }

  /** An agent's page goes, and its sound with it, and is back after a while. */
  #pageGone(process: FaultProcess, id: AgentId, ms: number): void {
    process.ask((engine) => engine.pages.gone(id));
    this.#centre.clock.setTimer(ms, () => process.ask((engine) => engine.pages.ready(id)));
  }

  #between(low: number, high: number): number {
    return randomInteger(this.#rng, low, high);
  }

  #one<Value>(values: readonly Value[]): Value {
    return values[this.#between(0, values.length - 1)] as Value;
  }
}

/** There is nothing to be switched on. */
function isRefusal(error: unknown): boolean {
  return isCadenciaError(error, 'DLR_NOT_FOUND', 'DLR_STATE_CONFLICT');
}

/** A refusal is an answer; anything else that is thrown is a defect. */
function quietly(act: () => unknown, defects: string[]): void {
  const failed = (error: unknown): void => {
    if (!isCadenciaError(error)) {
      defects.push(`a click failed: ${messageOf(error)} ${error instanceof Error ? error.stack : ''}`);
    }
  };
  try {
    const done = act();
    if (done instanceof Promise) {
      done.catch(failed);
    }
  } catch (error) {
    failed(error);
  }
}
