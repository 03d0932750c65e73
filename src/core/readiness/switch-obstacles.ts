import type { MediaServerId, TrunkId } from '../kernel/ids.js';
import { type Obstacle, obstacle } from './obstacle.js';

/** A media server that is up, as far as a campaign's trunks go. */
export interface SwitchWays {
  readonly id: MediaServerId;
  /** Another that has trunks can be reached over a tie. */
  readonly tied: boolean;
  carries(trunkId: TrunkId): boolean;
}

/** Trunks of the campaign that are missing on one of its media servers: calls for agents there leave by fewer, or by none. */
export function switchObstacles(
  servers: readonly SwitchWays[],
  trunkIds: readonly TrunkId[],
): readonly Obstacle[] {
  const lacking = servers
    .filter(({ tied }) => !tied)
    .map((server) => ({ id: server.id, missing: trunkIds.filter((trunkId) => !server.carries(trunkId)) }))
    .filter(({ missing }) => missing.length > 0);
  if (lacking.length === 0) {
    return [];
  }
  const isBare = ({ missing }: (typeof lacking)[number]): boolean => missing.length === trunkIds.length;
  const each = lacking.map((one) =>
    isBare(one)
      ? `${one.id} has none of its trunks (${one.missing.join(', ')}), and nobody is called for agents there`
      : `${one.id} has not ${one.missing.join(', ')}, and calls for agents there leave by the others alone`,
  );
  const fix = 'Add them there and to `trunks` of that server, or tie it to one that has them.';
  const nowhere = lacking.length === servers.length && lacking.every(isBare);
  return [obstacle('trunk_elsewhere', `${each.join('; ')}. ${fix}`, { reach: nowhere ? 'all' : 'some' })];
}
