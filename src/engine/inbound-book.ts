import type { AcdQueue } from '../core/acd/acd-queue.js';
import { type AgentDuty, readAgentDuty } from '../core/acd/agent-duty.js';
import { announcementSounds } from '../core/acd/announcement-sounds.js';
import { callerNumber } from '../core/acd/caller-number.js';
import type { InboundKind } from '../core/acd/inbound-kind.js';
import { type InboundLine, menuOfQueue, queueOfMenu, readInboundLine } from '../core/acd/inbound-line.js';
import { INBOUND_RULES_DEFAULTS, type InboundRules, readInboundRules } from '../core/acd/inbound-rules.js';
import type { IvrMenu } from '../core/acd/ivr-menu.js';
import { readAcdQueue } from '../core/acd/read-acd-queue.js';
import { readIvrMenu } from '../core/acd/read-ivr-menu.js';
import { type ReturnCall, recogniseReturn } from '../core/acd/return-call.js';
import type { HolidayCalendar } from '../core/compliance/calendar/holiday-calendar.js';
import { messageOf } from '../core/kernel/errors.js';
import type { E164, QueueId } from '../core/kernel/ids.js';
import type { AgentProfile } from '../ports/agent-store.js';
import type { Clock } from '../ports/clock.js';
import type { InboundSetting, InboundStore } from '../ports/inbound-store.js';
import type { InboundLeg } from '../ports/media.js';
import { InboundForecast } from './inbound-forecast.js';
import type { InboundPlan } from './inbound-plan.js';
import type { ForeseenDay } from './queue-outlook.js';

export interface BookDeps {
  readonly store: Pick<InboundStore, 'settings' | 'callsTo' | 'arrivals'>;
  readonly clock: Clock;
  /** With the municipal holidays as they are now. */
  readonly calendar: () => HolidayCalendar;
}

/** The documents read, ready for use. */
interface Tables {
  readonly queues: ReadonlyMap<QueueId, AcdQueue>;
  readonly menus: ReadonlyMap<string, IvrMenu>;
  readonly lines: ReadonlyMap<E164, InboundLine>;
  readonly duties: ReadonlyMap<string, AgentDuty>;
  readonly rules: InboundRules;
  /** Documents that could not be read, and why. */
  readonly problems: readonly string[];
}

/** The plan of calls that come in, from what is stored; `reload` swaps all of it at once. */
export class InboundBook implements InboundPlan {
  readonly #deps: BookDeps;
  readonly #listeners = new Set<() => void>();
  readonly #forecast: InboundForecast;
  #tables: Tables = tablesOf([]);
  #fingerprint = '[]';

  constructor(deps: BookDeps) {
    this.#deps = deps;
    this.#forecast = new InboundForecast({ ...deps, queueOf: (id) => this.#tables.queues.get(id) });
  }

  get queues(): ReadonlyMap<QueueId, AcdQueue> {
    return this.#tables.queues;
  }

  get menus(): ReadonlyMap<string, IvrMenu> {
    return this.#tables.menus;
  }

  get lines(): ReadonlyMap<E164, InboundLine> {
    return this.#tables.lines;
  }

  get duties(): ReadonlyMap<string, AgentDuty> {
    return this.#tables.duties;
  }

  get problems(): readonly string[] {
    return this.#tables.problems;
  }

  get priorityStepMs() {
    return this.#tables.rules.priorityStepMs;
  }

  get callsBack(): boolean {
    return this.#tables.rules.callsBack;
  }

  get abandoned() {
    return this.#tables.rules.abandoned;
  }

  get calendar(): HolidayCalendar {
    return this.#deps.calendar();
  }

  /** Reads everything anew and says whether anything changed; when the store fails, what was known stays. */
  async reload(): Promise<boolean> {
    const settings = await this.#deps.store.settings();
    const fingerprint = JSON.stringify(
      settings.map(({ kind, id, version, atMs }) => [kind, id, version, atMs]),
    );
    const changed = fingerprint !== this.#fingerprint;
    if (changed) {
      this.#fingerprint = fingerprint;
      this.#tables = tablesOf(settings);
      for (const listener of this.#listeners) {
        listener();
      }
    }
    return changed;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  lineOf(called: string): InboundLine | null {
    const number = callerNumber(called);
    const { lines } = this.#tables;
    return lines.get(called as E164) ?? (number === null ? null : (lines.get(number) ?? null));
  }

  menuOf(called: string): IvrMenu | null {
    const line = this.lineOf(called);
    if (line === null) {
      return null;
    }
    const { to } = line;
    return to.kind === 'menu' ? (this.#tables.menus.get(to.menuId) ?? null) : menuOfQueue(line, to.queueId);
  }

  queueOf(called: string): QueueId | null {
    const menu = this.menuOf(called);
    return menu === null ? null : queueOfMenu(menu);
  }

  dutyOf({ id }: AgentProfile): AgentDuty | null {
    return this.#tables.duties.get(id) ?? null;
  }

  async recognise({ caller, called }: InboundLeg): Promise<ReturnCall> {
    const line = this.lineOf(called);
    const number = callerNumber(caller);
    if (line === null || number === null) {
      return line === null ? { kind: 'unknown' } : { kind: 'line', campaignId: line.campaignId };
    }
    const nowMs = this.#deps.clock.now();
    const { returns } = this.#tables.rules;
    const calls = await this.#deps.store.callsTo(number, nowMs - returns.lookBackMs);
    const arriving = { caller, line: line.number };
    return recogniseReturn(arriving, calls, () => line.campaignId, returns, nowMs);
  }

  /** Learns the shape of days from the log, once a day; says whether it did. Until then nothing is promised. */
  refreshForecast(): Promise<boolean> {
    return this.#forecast.refresh();
  }

  forecastPerHour(queueId: QueueId, atMs: number): number | null {
    return this.#forecast.perHour(queueId, atMs);
  }

  dayOf(queueId: QueueId): ForeseenDay | null {
    return this.#forecast.day(queueId);
  }

  arrived(queueId: QueueId, atMs: number): void {
    this.#forecast.arrived(queueId, atMs);
  }

  soundsOf(part: Parameters<InboundPlan['soundsOf']>[0]): readonly string[] {
    return announcementSounds(part);
  }
}

/** What a later release cannot read is left out and named; the others go on. */
function tablesOf(settings: readonly InboundSetting[]): Tables {
  const problems: string[] = [];
  const read = <Value>(kind: InboundKind, one: (setting: InboundSetting) => Value): Map<string, Value> =>
    new Map(
      settings.flatMap((setting): [string, Value][] => {
        try {
          return setting.kind === kind ? [[setting.id, one(setting)]] : [];
        } catch (error) {
          problems.push(`${kind} '${setting.id}': ${messageOf(error)}`);
          return [];
        }
      }),
    );
  const queues = read('queue', ({ id, document }) => readAcdQueue(document, `queue ${id}`));
  return {
    queues: queues as Map<QueueId, AcdQueue>,
    menus: read('menu', ({ id, document }) => readIvrMenu(document, null, `menu ${id}`)),
    lines: read('line', ({ id, document }) => readInboundLine(document, `line ${id}`)) as Map<
      E164,
      InboundLine
    >,
    duties: read('agent', ({ id, document }) => readAgentDuty(document, `agent ${id}`)),
    rules: read('rules', ({ document }) => readInboundRules(document)).get('all') ?? INBOUND_RULES_DEFAULTS,
    problems,
  };
}
