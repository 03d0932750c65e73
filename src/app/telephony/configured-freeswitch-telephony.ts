import { FreeswitchMediaServer } from '../../adapters/freeswitch/freeswitch-media-server.js';
import { parseMediaServerId } from '../../core/kernel/ids.js';
import type { MediaServer } from '../../ports/media.js';
import type { ConfiguredAsteriskParts } from './configured-asterisk-telephony.js';

/**
 * The FreeSWITCH servers of the configuration; they are the user's and are neither started nor stopped. Where a gateway
 * leads cannot be proved from here, so none of them dials a demo trunk.
 */
export function configuredFreeswitchServers(parts: ConfiguredAsteriskParts): readonly MediaServer[] {
  const { config, clock, rng, isDemo } = parts;
  const trunks = new Map(
    config.trunks.map(({ id, endpoint, dial }) => [id, { gateway: endpoint || id, rule: dial }]),
  );
  return config.freeswitch.servers.map(
    (server) =>
      new FreeswitchMediaServer({
        ...server,
        id: parseMediaServerId(server.id),
        clock,
        rng,
        // A trunk added by the API later has a gateway of its own name.
        trunkGateway: (trunkId) => (isDemo(trunkId) ? null : (trunks.get(trunkId) ?? { gateway: trunkId })),
      }),
  );
}
