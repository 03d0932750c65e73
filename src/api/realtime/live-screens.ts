import type { AgentOut } from '../../contract/agent-wire.js';
import type { AgentId, CampaignId } from '../../core/kernel/ids.js';
import { MINUTE } from '../../core/kernel/time.js';
import type { AgentControl } from '../../engine/engine-control.js';
import type { Clock } from '../../ports/clock.js';
import type { CardReads } from '../auth/card-reads.js';
import { agentToWire } from '../views/agent-to-wire.js';
import { maskedAgent } from '../views/masked-views.js';
import { DRAINED_BYTES, type LiveClient, type LiveScope, MOST_BUFFERED_BYTES } from './live-client.js';
import type { RowFilter } from './live-text.js';

const GIVE_UP_BEHIND_MS = MINUTE;
/** IANA's registry of close codes: try again later. */
export const TRY_LATER = 1013;

/** The screens that listen, and what each can take. */
export interface LiveScreens {
  readonly all: Set<LiveClient>;
  /** Sends to every screen; one that is too slow is left out, and gets everything anew once it has caught up. */
  broadcast(textFor: (filter: RowFilter | null) => string): void;
  /** Sends everything anew. */
  resync(client: LiveClient): void;
  /** Tells the screens of an agent (null: of any) what changed about him, card included. */
  tellAgents(id: AgentId | null): void;
}

/** What the screens ask of the hub. */
interface HubState {
  readonly agents: AgentControl;
  readonly clock: Clock;
  readonly cards: CardReads;
  seq(): number;
  snapshot(filter: RowFilter | null): string;
}

export function makeLiveScreens({ agents, clock, cards, seq, snapshot }: HubState): LiveScreens {
  const all = new Set<LiveClient>();

  function tellAgent(client: LiveClient): void {
    if (client.agentId === null || client.behindSinceMs !== null) {
      return;
    }
    const view = agents.view(client.agentId);
    const agent = view === null ? null : agentToWire(view);
    const { clearFor } = client;
    if (agent === null || clearFor === null) {
      sendAgent(client, agent === null ? null : maskedAgent(agent));
    } else if (cards.isNoted(clearFor, agent)) {
      sendAgent(client, agent);
    } else {
      void noteThenSend(client, clearFor, agent);
    }
  }

  /** The card waits for its note; where that fails it is shown masked. Meanwhile the agent may have moved on. */
  async function noteThenSend(client: LiveClient, clearFor: string, agent: AgentOut): Promise<void> {
    const shown = await cards.shown(clearFor, agent);
    if (!all.has(client) || client.behindSinceMs !== null) {
      return;
    }
    if (shown === agent) {
      tellAgent(client);
    } else {
      sendAgent(client, shown);
    }
  }

  function sendAgent(client: LiveClient, agent: AgentOut | null): void {
    const text = JSON.stringify(agent);
    if (text !== client.agentText) {
      client.agentText = text;
      client.socket.send(`{"type":"agent","seq":${seq()},"atMs":${clock.now()},"agent":${text}}`);
    }
  }

  function resync(client: LiveClient): void {
    client.behindSinceMs = null;
    client.socket.send(snapshot(filterOf(client.scope)));
    client.agentText = '';
    tellAgent(client);
  }

  function offer(client: LiveClient, text: string): void {
    const { socket } = client;
    if (client.behindSinceMs !== null) {
      if (socket.bufferedAmount < DRAINED_BYTES) {
        resync(client);
      } else if (clock.now() - client.behindSinceMs > GIVE_UP_BEHIND_MS) {
        socket.close(TRY_LATER, 'too slow for too long');
      }
    } else if (socket.bufferedAmount > MOST_BUFFERED_BYTES) {
      client.behindSinceMs = clock.now();
    } else {
      socket.send(text);
    }
  }

  return {
    all,
    broadcast(textFor) {
      const texts = new Map<string, string>();
      for (const client of all) {
        const key = client.scope?.key ?? '';
        const text = texts.get(key) ?? textFor(filterOf(client.scope));
        texts.set(key, text);
        offer(client, text);
      }
    },
    resync,
    tellAgents(id) {
      for (const client of all) {
        if (id === null || client.agentId === id) {
          tellAgent(client);
        }
      }
    },
  };
}

/** Rows of agents and campaigns go to who may see them; all other rows are everybody's. */
function filterOf(scope: LiveScope | null): RowFilter | null {
  if (scope === null) {
    return null;
  }
  return (key) => {
    const id = key.slice(2);
    if (key.startsWith('a:')) {
      return scope.sees(id as AgentId);
    }
    return !key.startsWith('c:') || scope.seesCampaign(id as CampaignId);
  };
}
