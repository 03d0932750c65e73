import type { RuleKit } from './rule-kit.js';

export type PackedProtocolEvent =
  | readonly [kind: 'wrong', knownAt: number]
  | readonly [kind: 'protocol', protocol: string, at: number];

/** R21, second half: a wrong-person record has its protocol within a minute. One attempt's events, protocols first. */
export class ProtocolRules {
  readonly #kit: RuleKit;
  readonly #attemptId: string;
  #protocolAt: number | null = null;

  constructor(kit: RuleKit, attemptId: string) {
    this.#kit = kit;
    this.#attemptId = attemptId;
  }

  add(event: PackedProtocolEvent): void {
    if (event[0] === 'protocol') {
      if (event[1] !== '') {
        this.#protocolAt = Math.min(this.#protocolAt ?? event[2], event[2]);
      }
      return;
    }
    const { book, findings } = this.#kit;
    const day = Math.floor(event[1] / 86_400_000);
    const withinMs = book.atMost('R21', 'protocolMs', { day, purpose: '', ufs: [] });
    if (withinMs === null) {
      return;
    }
    if (this.#protocolAt === null) {
      findings.report('R21', this.#attemptId, 'a wrong person was recorded without a protocol');
    } else if (this.#protocolAt > event[1] + withinMs) {
      findings.report(
        'R21',
        this.#attemptId,
        `the protocol came ${this.#protocolAt - event[1]} ms after the record`,
      );
    }
  }
}
