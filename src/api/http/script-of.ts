import { type DeskScript, firstScript } from '../../core/desk/desk-script.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import type { ScriptStore } from '../../ports/script-store.js';

/** That version of a campaign's script, or null; version 0 is the product's own. */
export async function scriptOf(
  scripts: Pick<ScriptStore, 'find'>,
  id: CampaignId,
  version: number,
): Promise<DeskScript | null> {
  return version === 0 ? firstScript(id) : scripts.find(id, version);
}
