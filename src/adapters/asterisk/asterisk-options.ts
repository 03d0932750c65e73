import type { AnnouncementLibrary } from '../../core/ear/announcement-library.js';
import type { MediaServerId, TrunkId } from '../../core/kernel/ids.js';
import type { Rng } from '../../core/kernel/rng.js';
import type { DialRule } from '../../core/route/dial-rule.js';
import type { Clock } from '../../ports/clock.js';
import type { AriLinkTiming } from './ari-link.js';
import type { AriServer } from './ari-transport.js';

/** How a trunk is reached. */
export interface AsteriskTrunk {
  /** The PJSIP endpoint's name. */
  readonly endpoint: string;
  /** How its carrier wants calls written; without one, as most do. */
  readonly rule?: DialRule;
}

/** `auto` asks for REST on the event socket and falls back to HTTP. */
export const TRANSPORT_CHOICES = ['auto', 'websocket', 'http'] as const;
export type TransportChoice = (typeof TRANSPORT_CHOICES)[number];

export interface AsteriskMediaServerOptions extends AriServer {
  readonly id: MediaServerId;
  readonly clock: Clock;
  /** For the chance in the back-off. */
  readonly rng: Rng;
  /** The trunk's endpoint here, or null when this server does not have it. */
  trunkEndpoint(trunkId: TrunkId): AsteriskTrunk | null;
  /** Whether it has that trunk. @default it has all */
  readonly carries?: (trunkId: TrunkId) => boolean;
  /** Dialplan context that screens a leg and gives it back by `Stasis(app,amd,${AMDSTATUS},${AMDCAUSE})`. @default 'amd' */
  readonly amdContext?: string;
  /** `total_analysis_time` of amd.conf and some time for the way: the longest a leg stays in the screening. @default 6000 */
  readonly amdMaximumMs?: number;
  /**
   * Recordings with which sound before the answer is compared; an empty library knows the network's tones. @default sound
   * before the answer is not listened to
   */
  readonly announcements?: AnnouncementLibrary;
  /** Runs after each connection, before the server counts as up; its failure drops the link, which connects again. */
  readonly prepare?: () => Promise<void>;
  /** @default 'auto' */
  readonly transport?: TransportChoice;
  /** Longest wait for any one reply. @default 4000 */
  readonly commandDeadlineMs?: number;
  readonly timing?: Partial<AriLinkTiming>;
  /** Hears of each finished command of the port: its name, how long it took, whether it succeeded. */
  readonly onCommand?: (operation: string, durationMs: number, ok: boolean) => void;
}

const COMMAND_DEADLINE_MS = 4000;

/** Longest wait for one reply. */
export function commandDeadlineOf(options: Pick<AsteriskMediaServerOptions, 'commandDeadlineMs'>): number {
  return options.commandDeadlineMs ?? COMMAND_DEADLINE_MS;
}
