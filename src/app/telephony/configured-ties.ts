import type { Config } from '../../config/config.js';
import type { TieEnd, TieSetting } from '../../core/fleet/tie.js';
import { parseMediaServerId } from '../../core/kernel/ids.js';

/** The ties of the configuration; none whose servers this run has not (a demo has its own switch). */
export function configuredTies(
  { ties }: Pick<Config, 'ties'>,
  servers: readonly { readonly id: string }[],
): readonly TieSetting[] {
  const known = new Set(servers.map(({ id }) => id));
  return ties.flatMap(({ ends, lines }) => {
    const [one, other] = ends.map(
      ({ server, endpoint }): TieEnd => ({
        serverId: parseMediaServerId(server),
        endpoint,
      }),
    );
    const isThere = one !== undefined && other !== undefined;
    return isThere && known.has(one.serverId) && known.has(other.serverId)
      ? [{ ends: [one, other], lines }]
      : [];
  });
}
