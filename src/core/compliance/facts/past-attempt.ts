import { type AttemptOpening, type AttemptResult, isCampaignCall } from '../../call-log/call-log-row.js';
import type { PastAttempt } from '../gate/dial-facts.js';

/** The row as the gate counts it, or null when nothing of ours was dialled; `result` is null while it is live. */
export function pastAttempt(opening: AttemptOpening, result: AttemptResult | null): PastAttempt | null {
  const tDialMs = result === null ? opening.tDialMs : result.tDialMs;
  if (tDialMs === null || !isCampaignCall(opening.mode)) {
    return null;
  }
  return {
    group: opening.attemptGroup,
    phone: opening.phone,
    cpfHash: opening.cpfHash,
    debtId: opening.debtId,
    creditorCnpj: opening.creditorCnpj,
    line: opening.line,
    tDialMs,
    tEndMs: result?.tEndMs ?? null,
    abandoned: result?.abandoned ?? false,
    machine: result?.amd === 'machine',
    rightParty: isRightParty(result),
  };
}

/** An agent spoke with the person in person: what the outcomes above `efetivada` say. */
function isRightParty(result: AttemptResult | null): boolean {
  return (
    result !== null &&
    result.tAgentMs !== null &&
    (result.outcome === 'concretizada' || result.outcome === 'sucesso')
  );
}
