import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { SelectField } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { ReadState } from '../read-state.js';
import { useCampaigns } from './campaign-queries.js';
import { CAMPAIGN_TEXTS } from './campaign-texts.js';

/** What belongs to one campaign, with the choice of it above; the choice is in the address. */
export function CampaignChoice({
  none,
  children,
}: {
  readonly none: ReactNode;
  readonly children: (id: string) => ReactNode;
}) {
  const say = useTexts(CAMPAIGN_TEXTS);
  const query = useCampaigns();
  const [search, setSearch] = useSearchParams();
  const all = query.data ?? [];
  const asked = search.get('campaign');
  const chosen = all.find(({ settings }) => settings.id === asked) ?? all[0];
  if (query.data === undefined) {
    return <ReadState query={query} />;
  }
  if (chosen === undefined) {
    return <p>{none}</p>;
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
      {children(id)}
    </div>
  );
}
