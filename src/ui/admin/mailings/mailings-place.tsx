import { useSearchParams } from 'react-router';
import { SelectField } from '../../shell/components/field.js';
import { useSession } from '../../shell/session/session-context.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { useCampaign, useCampaigns } from '../campaigns/campaign-queries.js';
import { ReadState } from '../read-state.js';
import { ListsPanel } from './lists-panel.js';
import { MAILING_TEXTS } from './mailing-texts.js';
import { UploadPanel } from './upload-panel.js';

/** Lists of people: loaded into a campaign, watched while they load, ordered, paused. */
export function MailingsPlace() {
  const say = useTexts(MAILING_TEXTS);
  const { may } = useSession();
  const query = useCampaigns();
  const [search, setSearch] = useSearchParams();
  const all = query.data ?? [];
  const asked = search.get('campaign');
  const chosen = all.find(({ settings }) => settings.id === asked) ?? all[0];
  if (query.data === undefined) {
    return <ReadState query={query} />;
  }
  if (chosen === undefined) {
    return <p>{say('noCampaign')}</p>;
  }
  const { id } = chosen.settings;
  return (
    <div className={styles['stack']}>
      <div className={styles['fields']}>
        <SelectField
          label={say('campaign')}
          value={id}
          onChange={({ target }) => setSearch({ campaign: target.value })}
        >
          {all.map(({ settings }) => (
            <option key={settings.id} value={settings.id}>
              {settings.name}
            </option>
          ))}
        </SelectField>
      </div>
      {may('run') ? <UploadPanel key={`upload ${id}`} campaignId={id} /> : null}
      <Lists key={`lists ${id}`} id={id} />
    </div>
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
