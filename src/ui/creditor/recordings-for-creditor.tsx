import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import type { RecordingListOut } from '../../contract/recording-wire.js';
import { ReadState } from '../admin/read-state.js';
import { RecordingPanel } from '../recordings/recording-panel.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { ChoiceField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { duration, useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './creditor.module.css';
import { CREDITOR_TEXTS } from './creditor-texts.js';
import { useOwnCampaigns } from './use-own-campaigns.js';

type Row = RecordingListOut['items'][number];
const MOST = '200';

/** Recordings of a creditor's campaigns, the client masked; who hears one says why. */
export function RecordingsForCreditor() {
  const say = useTexts(CREDITOR_TEXTS);
  const { dateTime } = useFormats();
  const [place, setPlace] = useSearchParams();
  const campaign = place.get('campaign') ?? '';
  const open = place.get('id');
  const campaigns = useOwnCampaigns().data ?? [];
  const query = useQuery({
    queryKey: ['creditor', 'recordings', campaign],
    queryFn: () => {
      const asked = new URLSearchParams({ limit: MOST, ...(campaign === '' ? {} : { campaign }) });
      return api<RecordingListOut>('GET', `/v1/recordings?${asked}`);
    },
    placeholderData: (before) => before,
  });
  const nameOf = new Map(campaigns.map(({ settings }) => [settings.id as string, settings.name]));
  const within = campaign === '' ? {} : { campaign };
  const columns: readonly Column<Row>[] = [
    {
      key: 'when',
      head: say('when'),
      cell: ({ id, startedAtMs }) => (
        <Button
          aria-pressed={id === open}
          aria-label={say('hear', { when: dateTime(startedAtMs) })}
          onClick={() => setPlace({ ...within, id })}
        >
          {dateTime(startedAtMs)}
        </Button>
      ),
    },
    {
      key: 'campaign',
      head: say('campaign'),
      cell: ({ campaignId }) => nameOf.get(campaignId) ?? campaignId,
    },
    { key: 'client', head: say('client'), cell: ({ phone }) => phone || '–' },
    { key: 'length', head: say('length'), number: true, cell: ({ durationMs }) => duration(durationMs) },
  ];
  return (
    <div className={styles['screen']}>
      <h1 className="unseen">{say('recordings')}</h1>
      <div className={styles['columns']}>
        <Panel
          title={say('recordings')}
          aside={
            <ChoiceField
              label={say('campaign')}
              value={campaign}
              words={[['', say('all')], ...nameOf]}
              onChoose={(id) => setPlace(id === '' ? {} : { campaign: id })}
            />
          }
        >
          <ReadState query={query} />
          <Table
            caption={say('recordings')}
            columns={columns}
            rows={query.data?.items ?? []}
            keyOf={({ id }) => id}
            empty={say(query.data === undefined ? 'loading' : 'noRecordings')}
          />
        </Panel>
        {open === null ? (
          <p className="soft">{say('choose')}</p>
        ) : (
          <RecordingPanel key={open} id={open} onClose={() => setPlace(within)} />
        )}
      </div>
    </div>
  );
}
