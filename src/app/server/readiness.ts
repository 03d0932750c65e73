import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { messageOf } from '../../core/kernel/errors.js';
import type { EngineControl } from '../../engine/engine-control.js';

/** Why the server should get no work now, one sentence each; empty when it is ready. */
export function makeReadiness(
  engine: Pick<EngineControl, 'view' | 'switches'>,
  stores: { readonly campaigns: Pick<PostgresStores['campaigns'], 'listTrunks'> },
): () => Promise<readonly string[]> {
  return async () => {
    const reasons: string[] = [];
    try {
      await stores.campaigns.listTrunks();
    } catch (error) {
      reasons.push(`Database: ${messageOf(error)}`);
    }
    const view = engine.view();
    if (!view.media.some((server) => server.up)) {
      const why = view.media.map((server) => `${server.id}: ${server.reason}`).join('; ');
      reasons.push(`No media server is up (${why}).`);
    }
    const switches = engine.switches.views();
    if (switches.length > 0 && switches.every(({ state }) => state !== 'in_service')) {
      const which = switches
        .map(({ id, state, why }) => `${id}: ${state}${why === '' ? '' : `, ${why}`}`)
        .join('; ');
      reasons.push(`No media server takes new calls: each was taken out of service (${which}).`);
    }
    if (view.dialing === 'draining') {
      reasons.push('Draining: live calls end, no new ones begin.');
    }
    return reasons;
  };
}
