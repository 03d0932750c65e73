import type { AgentMessage, MessageTarget, SentMessage } from '../../core/floor/agent-message.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { DAY, SECOND } from '../../core/kernel/time.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { Coordination } from '../../ports/coordination.js';
import type { MessageStore } from '../../ports/message-store.js';

/** What one agent, or the list of what was sent, is shown. */
const MOST_SHOWN = 50;
/** Words that nobody read by then are of no use any longer. */
const UNREAD_FOR_MS = 7 * DAY;
/** How long words may go unseen whose bell was lost between servers. */
const LOOK_EVERY_MS = 10 * SECOND;
const CHANNEL = 'agent-messages';
/** Below what a channel carries; with more agents than that everybody looks. */
const MOST_NAMED = 100;
const EVERYBODY = '*';

export interface MessageBoardDeps {
  readonly store: MessageStore;
  readonly bell: Pick<Coordination, 'publish' | 'subscribe'>;
  readonly clock: Clock;
}

/** Words of supervisors to agents. They lie in the database; the board knows what of them the pages here are to show. */
export class MessageBoard {
  readonly #deps: MessageBoardDeps;
  /** Of agents whose page is here. */
  readonly #unread = new Map<AgentId, readonly AgentMessage[]>();
  readonly #watchers = new Set<(agentId: AgentId) => void>();
  /** Which look an agent's words are of: one that began later has seen more. */
  readonly #lookOf = new Map<AgentId, number>();
  #looks = 0;
  #timer: Timer | null = null;
  #unsubscribe: () => Promise<void> = async () => {};

  constructor(deps: MessageBoardDeps) {
    this.#deps = deps;
  }

  /** Hears of what other servers take. */
  async start(): Promise<void> {
    this.#unsubscribe = await this.#deps.bell.subscribe(CHANNEL, (text) => void this.#rung(text));
    this.#lookSoon();
  }

  /** Idempotent. */
  async close(): Promise<void> {
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
    await this.#unsubscribe();
  }

  /** The agent's page is here: `unread` is true of him from now on. Without the database it is a look later. */
  async open(agentId: AgentId): Promise<void> {
    this.#unread.set(agentId, this.#unread.get(agentId) ?? []);
    await this.#look([agentId]);
  }

  left(agentId: AgentId): void {
    this.#unread.delete(agentId);
    this.#lookOf.delete(agentId);
  }

  /** What an agent whose page is here has not acknowledged, oldest first. */
  unread(agentId: AgentId): readonly AgentMessage[] {
    return this.#unread.get(agentId) ?? [];
  }

  async send(to: MessageTarget, agentIds: readonly AgentId[], from: string, text: string): Promise<void> {
    if (agentIds.length > 0) {
      await this.#deps.store.send({ atMs: this.#deps.clock.now(), from, to, text, agentIds });
      await this.#ring(agentIds);
    }
  }

  /** Oldest first. */
  of(agentId: AgentId): Promise<readonly AgentMessage[]> {
    return this.#deps.store.of(agentId, MOST_SHOWN);
  }

  /** Newest first. */
  sent(): Promise<readonly SentMessage[]> {
    return this.#deps.store.sent(MOST_SHOWN);
  }

  /** He has read everything up to this one; false where there is nothing to read up to it. */
  async acknowledge(agentId: AgentId, upTo: number): Promise<boolean> {
    const { store, clock } = this.#deps;
    const open = (await this.of(agentId)).filter(({ id, readMs }) => readMs === null && id <= upTo);
    const ids = open.map(({ id }) => id);
    if (ids.length === 0 || (await store.read(agentId, ids, clock.now())) === 0) {
      return false;
    }
    await this.#ring([agentId]);
    return true;
  }

  /** Calls `onChange` with each agent here whose unread words change; what it returns stops watching. */
  watch(onChange: (agentId: AgentId) => void): () => void {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  /** A bell that does not sound is made good by the next look of every server. */
  async #ring(agentIds: readonly AgentId[]): Promise<void> {
    await this.#look(agentIds);
    const text = agentIds.length > MOST_NAMED ? EVERYBODY : agentIds.join(' ');
    await this.#deps.bell.publish(CHANNEL, text).catch(() => undefined);
  }

  #rung(text: string): Promise<void> {
    const named = new Set(text.split(' '));
    return this.#look([...this.#unread.keys()].filter((id) => text === EVERYBODY || named.has(id)));
  }

  async #look(agentIds: readonly AgentId[]): Promise<void> {
    const here = agentIds.filter((id) => this.#unread.has(id));
    if (here.length === 0) {
      return;
    }
    this.#looks += 1;
    const look = this.#looks;
    const sinceMs = this.#deps.clock.now() - UNREAD_FOR_MS;
    const found = await this.#deps.store.unread(here, sinceMs).catch(() => null);
    for (const id of found === null ? [] : here) {
      this.#keep(id, look, found?.get(id) ?? []);
    }
  }

  #keep(agentId: AgentId, look: number, messages: readonly AgentMessage[]): void {
    const before = this.#unread.get(agentId);
    if (before === undefined || (this.#lookOf.get(agentId) ?? 0) > look) {
      return;
    }
    this.#lookOf.set(agentId, look);
    this.#unread.set(agentId, messages);
    if (before.map(({ id }) => id).join() !== messages.map(({ id }) => id).join()) {
      for (const onChange of this.#watchers) {
        onChange(agentId);
      }
    }
  }

  #lookSoon(): void {
    this.#timer = this.#deps.clock.setTimer(LOOK_EVERY_MS, () => {
      this.#lookSoon();
      void this.#look([...this.#unread.keys()]);
    });
  }
}
