import type { RuleKit } from './rule-kit.js';

/** What happens to one agent, in order of time: a call taken, an abusive call ended, a release. */
export type PackedAgentEvent =
  | readonly [kind: 'call', attemptId: string]
  | readonly [kind: 'abuse', attemptId: string]
  | readonly [kind: 'release'];

/** R44: after an abusive call no further call before a release. */
export class AbuseRules {
  readonly #kit: RuleKit;
  #heldBy: string | null = null;

  constructor(kit: RuleKit) {
    this.#kit = kit;
  }

  add(event: PackedAgentEvent): void {
    const { findings } = this.#kit;
    switch (event[0]) {
      case 'release':
        this.#heldBy = null;
        return;
      case 'abuse':
        findings.checked('R44');
        this.#heldBy = event[1];
        return;
      case 'call':
        if (this.#heldBy !== null) {
          findings.report(
            'R44',
            event[1],
            `the agent had not been released after the abusive call ${this.#heldBy}`,
          );
        }
    }
  }
}
