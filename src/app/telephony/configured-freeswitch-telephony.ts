import { FreeswitchMediaServer } from '../../adapters/freeswitch/freeswitch-media-server.js';
import type { FreeswitchTrunk } from '../../adapters/freeswitch/freeswitch-options.js';
import { parseMediaServerId, type TrunkId } from '../../core/kernel/ids.js';
import type { MediaServer } from '../../ports/media.js';
import type { ConfiguredAsteriskParts } from './configured-asterisk-telephony.js';
import type { TrunkSettings } from './trunk-settings.js';

/**
 * The FreeSWITCH servers of the configuration; they are the user's and are neither started nor stopped. Where a gateway
 * leads cannot be proved from here, so none of them dials a demo trunk.
 */
export function configuredFreeswitchServers(parts: ConfiguredAsteriskParts): readonly MediaServer[] {
  const { config, clock, rng, trunks, announcements } = parts;
  return config.freeswitch.servers.map(
    (server) =>
      new FreeswitchMediaServer({
        ...server,
        id: parseMediaServerId(server.id),
        carries: (trunkId) => server.trunks?.includes(trunkId) ?? true,
        clock,
        rng,
        ...(announcements === null ? {} : { announcements }),
        trunkGateway: (trunkId) => (trunks.isDemo(trunkId) ? null : freeswitchTrunk(trunks, trunkId)),
      }),
  );
}

function freeswitchTrunk(trunks: TrunkSettings, trunkId: TrunkId): FreeswitchTrunk {
  const { name, ...way } = trunks.wayOf(trunkId);
  return { gateway: name, ...way };
}
