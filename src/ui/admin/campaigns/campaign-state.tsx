import type { CampaignOut } from '../../../contract/campaign-wire.js';
import { StatusBadge, type Tone } from '../../shell/components/status-badge.js';
import { useWords } from '../../shell/texts/use-words.js';

const LOOK: Readonly<Record<CampaignOut['state'], readonly [Tone, string]>> = {
  draft: ['soft', '○'],
  running: ['good', '▶'],
  paused: ['warn', '❚❚'],
  draining: ['warn', '▼'],
  ended: ['soft', '■'],
};

/** The state of a campaign by icon and word. */
export function CampaignState({ state }: { readonly state: CampaignOut['state'] }) {
  const words = useWords();
  const [tone, icon] = LOOK[state];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {words('campaign', state)}
    </StatusBadge>
  );
}
