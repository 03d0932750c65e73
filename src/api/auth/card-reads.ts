import type { AgentOut } from '../../contract/agent-wire.js';
import type { PersonDesk } from '../../engine/person-desk.js';
import { maskedAgent } from '../views/masked-views.js';

/** Cards remembered as noted: a screen gets the same card with each move of the call. The oldest is forgotten first. */
const MOST_REMEMBERED = 20_000;

/**
 * Notes who is shown the card of an agent's call in clear, once for each reader and call: the same card comes again
 * with every state of the call.
 */
export class CardReads {
  readonly #persons: Pick<PersonDesk, 'noteRead'>;
  readonly #noted = new Set<string>();

  constructor(persons: Pick<PersonDesk, 'noteRead'>) {
    this.#persons = persons;
  }

  /** True when the reader may be shown the agent's card without a further note. */
  isNoted(who: string, agent: AgentOut): boolean {
    return agent.card === null || this.#noted.has(keyOf(who, agent));
  }

  /** Rejects when it cannot be noted: then the card is not to be shown. */
  async note(who: string, agent: AgentOut): Promise<void> {
    const { card, id } = agent;
    if (card === null || this.isNoted(who, agent)) {
      return;
    }
    const subject = card.attemptId ?? card.contact.id;
    const counts = { contacts: 1 };
    await this.#persons.noteRead({
      action: 'card_read',
      who,
      subject,
      reason: `card of agent ${id}`,
      counts,
    });
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

function keyOf(who: string, { id, card }: AgentOut): string {
  return JSON.stringify([who, id, card?.attemptId ?? '', card?.contact.id ?? '']);
}
