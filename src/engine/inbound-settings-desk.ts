import { readAgentDuty } from '../core/acd/agent-duty.js';
import type { InboundKind } from '../core/acd/inbound-kind.js';
import { readInboundLine } from '../core/acd/inbound-line.js';
import { readInboundRules } from '../core/acd/inbound-rules.js';
import type { IvrMenu } from '../core/acd/ivr-menu.js';
import { readAcdQueue } from '../core/acd/read-acd-queue.js';
import { readIvrMenu } from '../core/acd/read-ivr-menu.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { CampaignId, QueueId } from '../core/kernel/ids.js';
import type { Clock } from '../ports/clock.js';
import type { InboundChange, InboundSetting, InboundStore } from '../ports/inbound-store.js';
import type { InboundBook } from './inbound-book.js';
import { type MenuRehearsalOrder, type RehearsedMenu, rehearseMenu } from './rehearse-menu.js';

export interface SettingsDeskDeps {
  readonly store: InboundStore;
  readonly book: InboundBook;
  readonly clock: Clock;
  readonly hasCampaign: (id: CampaignId) => boolean;
  /** Other servers are to read anew. */
  readonly tell: () => Promise<void>;
}

const MOST_SETTINGS: Readonly<Record<InboundKind, number>> = {
  queue: 500,
  menu: 500,
  line: 10_000,
  agent: 20_000,
  rules: 1,
};

/** Where people change queues, menus, lines and skills; a change is judged whole, and holds from the next call on. */
export class InboundSettingsDesk {
  readonly #deps: SettingsDeskDeps;

  constructor(deps: SettingsDeskDeps) {
    this.#deps = deps;
  }

  async list(kind: InboundKind): Promise<readonly InboundSetting[]> {
    return (await this.#deps.store.settings()).filter((setting) => setting.kind === kind);
  }

  async find(kind: InboundKind, id: string): Promise<InboundSetting | null> {
    return (await this.list(kind)).find((setting) => setting.id === id) ?? null;
  }

  changes(most: number): Promise<readonly InboundChange[]> {
    return this.#deps.store.changes(most);
  }

  /** A call that is only played, over what is set now. @throws DLR_NOT_FOUND. */
  rehearse(order: MenuRehearsalOrder): RehearsedMenu {
    return rehearseMenu(this.#deps.book, order);
  }

  /** Keeps a document over the version it was read at (0: a new one). @throws DLR_INPUT_INVALID, DLR_STATE_CONFLICT. */
  async save(setting: Pick<InboundSetting, 'kind' | 'id' | 'document' | 'by'>, version: number) {
    const { store, clock, book } = this.#deps;
    const all = await store.settings();
    if (
      version === 0 &&
      all.filter(({ kind }) => kind === setting.kind).length >= MOST_SETTINGS[setting.kind]
    ) {
      throw new CadenciaError('DLR_INPUT_TOO_LARGE', {
        detail: `There are ${MOST_SETTINGS[setting.kind]} of the kind '${setting.kind}' already; take one away first.`,
      });
    }
    await book.reload();
    this.#check(setting);
    const saved: InboundSetting = { ...setting, version: version + 1, atMs: clock.now() };
    await store.save(saved);
    await this.#changed();
    return saved;
  }

  /** Takes a setting away that nothing leads to any more. @throws DLR_STATE_CONFLICT with what does. */
  async remove({ kind, id, by }: Pick<InboundSetting, 'kind' | 'id' | 'by'>, version: number): Promise<void> {
    const { store, clock, book } = this.#deps;
    await book.reload();
    const user = this.#userOf(kind, id);
    if (user !== null) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `The ${kind} '${id}' is in use by ${user}; change that first.`,
      });
    }
    await store.remove({ kind, id, version, by, atMs: clock.now() });
    await this.#changed();
  }

  async #changed(): Promise<void> {
    await this.#deps.book.reload();
    await this.#deps.tell().catch(() => undefined);
  }

  #check({ kind, id, document }: Pick<InboundSetting, 'kind' | 'id' | 'document'>): void {
    const { book, hasCampaign } = this.#deps;
    const queues = new Set(book.queues.keys());
    switch (kind) {
      case 'queue': {
        const queue = readAcdQueue(document);
        for (const [index, { to }] of queue.overflow.entries()) {
          if (to.kind === 'queue') {
            requireQueue(to.queueId, queues, `queue.overflow[${index}].to.queueId`);
          }
        }
        break;
      }
      case 'menu': {
        readIvrMenu(document, queues);
        break;
      }
      case 'line': {
        const { campaignId, to } = readInboundLine(document);
        if (!hasCampaign(campaignId)) {
          throw wrong(`line.campaignId is '${campaignId}', which is no campaign: make it first.`);
        }
        if (to.kind === 'queue') {
          requireQueue(to.queueId, queues, 'line.to.queueId');
        } else if (!book.menus.has(to.menuId)) {
          throw wrong(
            `line.to.menuId is '${to.menuId}', which is no menu: one of ${named(book.menus.keys())}.`,
          );
        }
        break;
      }
      case 'agent': {
        for (const queueId of readAgentDuty(document, `agent ${id}`).queues.keys()) {
          requireQueue(queueId, queues, `agent ${id}.queues`);
        }
        break;
      }
      case 'rules': {
        readInboundRules(document);
        break;
      }
    }
  }

  /** The first setting that leads to it, or null. */
  #userOf(kind: InboundKind, id: string): string | null {
    const { book } = this.#deps;
    const lines = [...book.lines.values()];
    if (kind === 'menu') {
      const line = lines.find(({ to }) => to.kind === 'menu' && to.menuId === id);
      return line === undefined ? null : `line ${line.number}`;
    }
    if (kind !== 'queue') {
      return null;
    }
    const line = lines.find(({ to }) => to.kind === 'queue' && to.queueId === id);
    const menu = [...book.menus].find(([, one]) => leadsTo(one, id));
    const queue = [...book.queues.values()].find(({ overflow }) =>
      overflow.some(({ to }) => to.kind === 'queue' && to.queueId === id),
    );
    const agent = [...book.duties].find(([, duty]) => duty.queues.has(id as QueueId));
    const users = [
      line === undefined ? null : `line ${line.number}`,
      menu === undefined ? null : `menu '${menu[0]}'`,
      queue === undefined ? null : `queue '${queue.id}' (overflow)`,
      agent === undefined ? null : `agent '${agent[0]}'`,
    ];
    return users.find((user) => user !== null) ?? null;
  }
}

function leadsTo({ nodes }: IvrMenu, queueId: string): boolean {
  return [...nodes.values()].some((node) => 'queueId' in node && node.queueId === queueId);
}

function requireQueue(queueId: QueueId, queues: ReadonlySet<QueueId>, where: string): void {
  if (!queues.has(queueId)) {
    throw wrong(`${where} is '${queueId}', which is no queue: one of ${named(queues)}.`);
  }
}

function named(names: Iterable<string>): string {
  const known = [...names];
  return known.length === 0 ? 'none yet; make it first' : known.slice(0, 20).join(', ');
}

function wrong(detail: string): CadenciaError {
  return new CadenciaError('DLR_INPUT_INVALID', { detail });
}
