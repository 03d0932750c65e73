import type { AgentOut } from '../../contract/agent-wire.js';
import type { RehearsalOut } from '../../contract/cadence-wire.js';
import type { CallEvidenceOut, DecisionEvidenceOut, DecisionOut } from '../../contract/ledger-wire.js';
import { hide, maskName, maskPhone } from '../../core/privacy/mask-person.js';
import { maskedRecord } from '../../core/privacy/mask-records.js';

/** What a viewer sees in place of each view that tells who a person is. */

export function maskedDecision<Out extends DecisionOut | DecisionEvidenceOut>(decision: Out): Out {
  const { phone, cpfHash, debtId } = decision;
  return { ...decision, phone: maskPhone(phone), cpfHash: hide(cpfHash), debtId: hide(debtId) };
}

export function maskedCallEvidence(evidence: CallEvidenceOut): CallEvidenceOut {
  const { call, decisions } = evidence;
  return {
    ...evidence,
    call: call === null ? null : maskedRecord(call),
    decisions: decisions.map(maskedDecision),
  };
}

export function maskedRehearsal(rehearsal: RehearsalOut): RehearsalOut {
  return { ...rehearsal, tries: rehearsal.tries.map((one) => ({ ...one, phone: maskPhone(one.phone) })) };
}

/** Fields of a mailing may hold anything, so none of their values is shown. */
export function maskedAgent(agent: AgentOut): AgentOut {
  const { card } = agent;
  if (card === null) {
    return agent;
  }
  const { name, phone, debtId, fields } = card.contact;
  const contact = {
    ...card.contact,
    name: maskName(name),
    phone: phone === null ? null : maskPhone(phone),
    debtId: hide(debtId),
    fields: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, hide(value)])),
  };
  return { ...agent, card: { ...card, contact } };
}
