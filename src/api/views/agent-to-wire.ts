import type { AgentOut, AgentRow } from '../../contract/agent-wire.js';
import { maskPhone } from '../../core/privacy/mask-person.js';
import type { AgentView } from '../../engine/engine-control.js';

/** A row of the agents table: of the person on the line a masked number and no more. */
export function agentRowToWire(view: AgentView): AgentRow {
  return {
    id: view.id,
    name: view.name,
    groupId: view.groupId,
    state: view.state,
    reason: view.reason,
    sinceMs: view.sinceMs,
    campaignIds: [...view.campaignIds],
    pending: view.pending,
    calls: view.calls,
    helpSinceMs: view.helpSinceMs,
    customer: maskPhone(phoneOf(view)),
  };
}

function phoneOf({ card }: AgentView): string {
  return card?.contact.phones[card.contact.phoneIndex]?.number ?? '';
}

/** The agent's own view, with the person he talks to; keys of the log (salt, CPF hash) stay inside. */
export function agentToWire(view: AgentView): AgentOut {
  const card = view.card;
  return {
    ...agentRowToWire(view),
    endpoint: view.endpoint,
    changesSwitch: view.changesSwitch,
    card:
      card === null
        ? null
        : {
            attemptId: card.attemptId,
            campaignId: card.campaignId,
            decideByMs: card.decideByMs,
            recording: card.recording,
            contact: {
              id: card.contact.id,
              name: card.contact.name,
              phone: card.contact.phones[card.contact.phoneIndex]?.number ?? null,
              debtId: card.contact.debtId,
              segment: card.contact.segment,
              municipality: card.contact.municipality,
              fields: { ...card.contact.fields },
              attempts: card.contact.attempts,
            },
          },
  };
}
