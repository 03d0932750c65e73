import type { ShiftRules } from '../core/compliance/nr17.js';
import { shiftRulesOf } from './agent-duties.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CampaignRoster } from './campaign-roster.js';
import type { EnginePorts } from './engine-ports.js';

/** The rules of an agent's shift; one of several campaigns is held to those of the first. Null: he is in none. */
export function shiftRulesBy(
  { clock, policies }: Pick<EnginePorts, 'clock' | 'policies'>,
  roster: CampaignRoster,
): (agent: AgentSupervisor) => ShiftRules | null {
  return (agent) => {
    const [runner] = roster.of(agent);
    const policy = runner === undefined ? null : policies.find(runner.settings.policyId, clock.now());
    return policy === null ? null : shiftRulesOf(policy.policy);
  };
}
