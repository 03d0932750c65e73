import { AsteriskMediaServer } from '../../adapters/asterisk/asterisk-media-server.js';
import type { Config } from '../../config/config.js';
import { parseMediaServerId } from '../../core/kernel/ids.js';
import type { Rng } from '../../core/kernel/rng.js';
import type { Clock } from '../../ports/clock.js';
import type { MediaServer } from '../../ports/media.js';

/** The Asterisk servers of the configuration; they are the user's and are neither started nor stopped. */
export function configuredAsteriskServers(config: Config, clock: Clock, rng: Rng): readonly MediaServer[] {
  const endpoints = new Map(config.trunks.map((trunk) => [trunk.id, trunk.endpoint || trunk.id]));
  return config.asterisk.servers.map(
    (server) =>
      new AsteriskMediaServer({
        id: parseMediaServerId(server.id),
        url: server.url,
        user: server.user,
        password: server.password,
        app: server.app,
        amdContext: server.amdContext,
        clock,
        rng,
        // A trunk added by the API later has an endpoint of its own name.
        trunkEndpoint: (trunkId) => ({ endpoint: endpoints.get(trunkId) ?? trunkId }),
      }),
  );
}
