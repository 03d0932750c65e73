import type { AgentOut } from '../../contract/agent-wire.js';
import type { ClearRead } from '../../engine/person-desk.js';
import { maskedAgent } from '../views/masked-views.js';
import { CardQueue, type CardQueueDeps } from './card-queue.js';

/** Cards remembered as noted: a screen gets the same card with each move of the call. The oldest is forgotten first. */
const MOST_REMEMBERED = 20_000;

/**
 * Notes who is shown the card of an agent's call in clear, once for each reader and call: the same card comes again
 * with every state of the call.
 */
export class CardReads {
  readonly #persons: CardQueueDeps['persons'];
  readonly #queue: CardQueue;
  readonly #noted = new Set<string>();

  constructor(deps: CardQueueDeps) {
    this.#persons = deps.persons;
    this.#queue = new CardQueue(deps);
  }

  /** True when the reader may be shown the agent's card without a further note. */
  isNoted(who: string, agent: AgentOut): boolean {
    return agent.card === null || this.#noted.has(keyOf(who, agent));
  }

  /** Rejects when it cannot be noted: then the card is not to be shown. */
  async note(who: string, agent: AgentOut): Promise<void> {
    const read = readOf(who, agent);
    if (read !== null && !this.isNoted(who, agent)) {
      await this.#persons.noteRead(read);
      this.#remember(who, agent);
    }
  }

  /**
   * As `note`, at the agent's own desk, and never rejects. The record has one chain over all servers: a card of a call that
   * is up does not wait for it, since he hears that person anyway and the call log says so too. Nobody is on the line of a
   * preview: it waits.
   */
  async noteAtDesk(who: string, agent: AgentOut): Promise<void> {
    const read = readOf(who, agent);
    if (read === null || this.isNoted(who, agent)) {
      return;
    }
    if (agent.card?.attemptId === null) {
      await this.note(who, agent).catch(() => undefined);
    } else if (this.#queue.add(read)) {
      this.#remember(who, agent);
    }
  }

  /** Ends after what was shown is in the record. */
  close(): Promise<void> {
    return this.#queue.close();
  }

  #remember(who: string, agent: AgentOut): void {
    this.#noted.add(keyOf(who, agent));
    for (const oldest of this.#noted) {
      if (this.#noted.size <= MOST_REMEMBERED) {
        break;
      }
      this.#noted.delete(oldest);
    }
  }

  /** The agent as the reader may see him after a command that was carried out: masked when it cannot be noted. */
  async shown(who: string, agent: AgentOut): Promise<AgentOut> {
    try {
      await this.note(who, agent);
      return agent;
    } catch {
      return maskedAgent(agent);
    }
  }
}

function readOf(who: string, { card, id }: AgentOut): ClearRead | null {
  if (card === null) {
    return null;
  }
  const subject = card.attemptId ?? card.contact.id;
  const reason = `card of agent ${id}`;
  return { action: 'card_read', who, subject, reason, counts: { contacts: 1 } };
}

function keyOf(who: string, { id, card }: AgentOut): string {
  return JSON.stringify([who, id, card?.attemptId ?? '', card?.contact.id ?? '']);
}
