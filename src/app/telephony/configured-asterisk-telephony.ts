import { AsteriskMediaServer } from '../../adapters/asterisk/asterisk-media-server.js';
import type { AsteriskTrunk } from '../../adapters/asterisk/asterisk-options.js';
import { AsteriskPushConfiguration } from '../../adapters/asterisk/asterisk-push-configuration.js';
import { AsteriskWebPhones } from '../../adapters/asterisk/asterisk-web-phones.js';
import type { Config } from '../../config/config.js';
import type { AnnouncementLibrary } from '../../core/ear/announcement-library.js';
import { parseMediaServerId, parseTrunkId, type TrunkId } from '../../core/kernel/ids.js';
import type { Rng } from '../../core/kernel/rng.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Clock } from '../../ports/clock.js';
import type { MediaServer } from '../../ports/media.js';
import type { WebPhones } from '../../ports/web-phones.js';
import { staysInside } from './demo-endpoints.js';
import type { TrunkSettings } from './trunk-settings.js';

export interface ConfiguredAsteriskParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly trunks: TrunkSettings;
  /** What sound before the answer is compared with; null where it is not listened to. */
  readonly announcements: AnnouncementLibrary | null;
}

const REQUEST_MS = 4 * SECOND;

/**
 * The Asterisk servers of the configuration; they are the user's and are neither started nor stopped. The host of a
 * trunk's row says nothing of where an endpoint leads, so a demo trunk is dialled only after its endpoint was read
 * from that Asterisk and found to lead to loopback.
 */
export function configuredAsteriskServers(parts: ConfiguredAsteriskParts): readonly MediaServer[] {
  const { config, clock, rng, trunks, announcements } = parts;
  const demos = config.trunks.filter(({ kind }) => kind === 'demo').map(({ id }) => parseTrunkId(id));
  return config.asterisk.servers.map(({ id, url, user, password, app, amdContext, trunks: own }) => {
    const server = { url, user, password, app };
    const push = new AsteriskPushConfiguration({ server, clock, deadlineMs: REQUEST_MS });
    const inside = new Set<string>();
    return new AsteriskMediaServer({
      ...server,
      id: parseMediaServerId(id),
      amdContext,
      carries: (trunkId) => own?.includes(trunkId) ?? true,
      clock,
      rng,
      ...(announcements === null ? {} : { announcements }),
      trunkEndpoint: (trunkId) =>
        trunks.isDemo(trunkId) && !inside.has(trunkId) ? null : asteriskTrunk(trunks, trunkId),
      prepare: async () => {
        inside.clear();
        for (const trunkId of demos) {
          if (await staysInside(push, trunks.wayOf(trunkId).name)) {
            inside.add(trunkId);
          }
        }
      },
    });
  });
}

function asteriskTrunk(trunks: TrunkSettings, trunkId: TrunkId): AsteriskTrunk {
  const { name, ...way } = trunks.wayOf(trunkId);
  return { endpoint: name, ...way };
}

/** Agents' pages as telephones of the first Asterisk of the configuration; null where there is none. */
export function configuredWebPhones(config: Config, clock: Clock): WebPhones | null {
  const [first] = config.asterisk.servers;
  if (first === undefined) {
    return null;
  }
  const { url, user, password, app } = first;
  const push = new AsteriskPushConfiguration({
    server: { url, user, password, app },
    clock,
    deadlineMs: REQUEST_MS,
  });
  return new AsteriskWebPhones({ push, url, mediaAddress: '' });
}
