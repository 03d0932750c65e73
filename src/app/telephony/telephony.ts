import type { LegId } from '../../core/kernel/ids.js';
import type { MediaServer } from '../../ports/media.js';
import type { WebPhones } from '../../ports/web-phones.js';
import type { MetPerson } from '../demo/demo-agents.js';

/** The media servers of a run, and what the demo needs to know of them. */
export interface Telephony {
  readonly servers: readonly MediaServer[];
  /** Agents' pages as telephones; null where the switch has no sound. */
  readonly webPhones: WebPhones | null;
  /** Where they write recordings, where that is known. */
  readonly recordingsFolder?: string;
  /** What it is and why, for the person who started it. */
  readonly description: string;
  /** Where the demo's trunk leads; always loopback. */
  readonly demoHost: string;
  readonly demoPort: number;
  /** A number for the demo's mailing; `index` counts up for ever. */
  readonly demoNumber: (index: number) => string;
  readonly agentEndpoint: (index: number) => string;
  /** Whom a demo agent met on that leg. */
  readonly whoIsOn: (leg: LegId, phone: string) => MetPerson;
  /** Ends what was started for it; servers the user runs are left alone. */
  stop(): Promise<void>;
}
