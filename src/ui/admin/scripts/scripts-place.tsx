import { useQuery } from '@tanstack/react-query';
import type { ScriptOut } from '../../../contract/script-wire.js';
import { apiTagged } from '../../shell/api.js';
import { useTexts } from '../../shell/texts/texts.js';
import { CampaignChoice } from '../campaigns/campaign-choice.js';
import { useCampaign } from '../campaigns/campaign-queries.js';
import { ReadState } from '../read-state.js';
import { ScriptEditor } from './script-editor.js';
import { SCRIPT_TEXTS } from './script-texts.js';

/** What agents of each campaign say, and the CRM that shows them whom they talk to. */
export function ScriptsPlace() {
  const say = useTexts(SCRIPT_TEXTS);
  return (
    <CampaignChoice none={say('noCampaign')}>{(id) => <Script key={id} campaignId={id} />}</CampaignChoice>
  );
}

function Script({ campaignId }: { readonly campaignId: string }) {
  const campaign = useCampaign(campaignId);
  const script = useQuery({
    queryKey: ['script', campaignId],
    queryFn: ({ signal }) =>
      apiTagged<ScriptOut>('GET', `/v1/campaigns/${encodeURIComponent(campaignId)}/script`, { signal }),
  });
  return campaign.data === undefined || script.data === undefined ? (
    <ReadState query={campaign.data === undefined ? campaign : script} />
  ) : (
    <ScriptEditor stored={script.data} dispositions={campaign.data.data.settings.dispositions} />
  );
}
