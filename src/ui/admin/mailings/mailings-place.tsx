import { useSession } from '../../shell/session/session-context.js';
import { useTexts } from '../../shell/texts/texts.js';
import { CampaignChoice } from '../campaigns/campaign-choice.js';
import { useCampaign } from '../campaigns/campaign-queries.js';
import { ReadState } from '../read-state.js';
import { ListsPanel } from './lists-panel.js';
import { MAILING_TEXTS } from './mailing-texts.js';
import { UploadPanel } from './upload-panel.js';

/** Lists of people: loaded into a campaign, watched while they load, ordered, paused. */
export function MailingsPlace() {
  const say = useTexts(MAILING_TEXTS);
  const { may } = useSession();
  return (
    <CampaignChoice none={say('noCampaign')}>
      {(id) => (
        <>
          {may('run') ? <UploadPanel key={`upload ${id}`} campaignId={id} /> : null}
          <Lists key={`lists ${id}`} id={id} />
        </>
      )}
    </CampaignChoice>
  );
}

function Lists({ id }: { readonly id: string }) {
  const campaign = useCampaign(id);
  return campaign.data === undefined ? (
    <ReadState query={campaign} />
  ) : (
    <ListsPanel campaign={campaign.data} />
  );
}
