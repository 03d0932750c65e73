import type { AnnouncementLibrary } from '../../core/ear/announcement-library.js';
import type { MediaServerId, TrunkId } from '../../core/kernel/ids.js';
import type { Rng } from '../../core/kernel/rng.js';
import type { DialRule } from '../../core/route/dial-rule.js';
import type { Clock } from '../../ports/clock.js';
import type { EslServer, EslTiming } from './esl-session.js';

/** How a trunk is reached. */
export interface FreeswitchTrunk {
  /** Name of the gateway in the SIP profile. */
  readonly gateway: string;
  /** How its carrier wants calls written; without one, as most do. */
  readonly rule?: DialRule;
}

export interface FreeswitchMediaServerOptions extends EslServer {
  readonly id: MediaServerId;
  /** Marks the legs of this engine: another on the same FreeSWITCH has a name of its own. */
  readonly app: string;
  readonly clock: Clock;
  /** For the chance in the back-off. */
  readonly rng: Rng;
  /** The trunk's gateway here, or null when this server does not have it. */
  trunkGateway(trunkId: TrunkId): FreeswitchTrunk | null;
  /** Whether it has that trunk. @default it has all */
  readonly carries?: (trunkId: TrunkId) => boolean;
  /** Where recordings are written, on FreeSWITCH's machine; absolute. */
  readonly recordingsFolder: string;
  /** Where the sounds are, on FreeSWITCH's machine; absolute. */
  readonly soundsFolder: string;
  /** What sound before the answer is compared with. @default nothing is listened to before the answer */
  readonly announcements?: AnnouncementLibrary;
  /** What somebody who waits hears. @default 'local_stream://moh' */
  readonly music?: string;
  /** Profile of the rooms in which more than two talk: without any sound of its own. @default 'cadencia' */
  readonly conferenceProfile?: string;
  /** Longest wait for any one reply, and for what it begins. @default 4000 */
  readonly commandDeadlineMs?: number;
  readonly timing?: Partial<EslTiming>;
  /** Hears of each finished command of the port: its name, how long it took, whether it succeeded. */
  readonly onCommand?: (operation: string, durationMs: number, ok: boolean) => void;
}

export const FREESWITCH_DEFAULTS = {
  music: 'local_stream://moh',
  conferenceProfile: 'cadencia',
  commandDeadlineMs: 4000,
} as const;
