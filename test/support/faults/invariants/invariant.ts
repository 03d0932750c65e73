import type { SimulatedCallRecord } from '../../../../src/adapters/simulator/simulated-network.js';
import type { RecordedTalk } from '../../../../src/adapters/simulator/simulated-recording.js';
import type { E164 } from '../../../../src/core/kernel/ids.js';

/** Something that must hold whatever goes wrong. `broken` says when it did not. */
export interface Invariant {
  readonly name: string;
  readonly broken: string[];
  /** A call to a person reaches the network. */
  called?(number: E164): void;
  /** It is over there. */
  over?(record: SimulatedCallRecord): void;
  /** A recording has ended. */
  recorded?(talk: RecordedTalk): void;
  /** An engine said something, or its process did. */
  said?(engineId: string, name: string, event: unknown): void;
  /** Asked every second or so. */
  look?(): void;
  /** Once all faults are healed and everything has had its time to end. */
  end?(): Promise<void> | void;
}
