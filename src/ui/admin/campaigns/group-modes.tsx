import type { CampaignOut } from '../../../contract/campaign-wire.js';
import { api } from '../../shell/api.js';
import { Panel } from '../../shell/components/panel.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useLive } from '../../shell/live/live-context.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useWords } from '../../shell/texts/use-words.js';
import styles from '../admin.module.css';
import { useChange } from '../use-change.js';
import { CAMPAIGN_TEXTS } from './campaign-texts.js';
import { MODES } from './dial-fields.js';

interface Row {
  readonly group: string;
  readonly agents: number;
}

/** Groups of agents with a mode of their own; a change holds at once. */
export function GroupModes({
  campaign,
  readOnly,
}: {
  readonly campaign: CampaignOut;
  readonly readOnly: boolean;
}) {
  const say = useTexts(CAMPAIGN_TEXTS);
  const words = useWords();
  const { run } = useChange('campaign', 'campaigns');
  const agents = useLive((live) => live.agents);
  const { id, mode, groupModes } = campaign.settings;
  const here = [...agents.values()].filter(({ campaignIds }) => campaignIds.includes(id));
  const modes: Readonly<Record<string, string>> = groupModes;
  const names = [...new Set([...Object.keys(modes), ...here.map(({ groupId }) => groupId)])].sort();
  const rows = names.map((group) => ({
    group,
    agents: here.filter(({ groupId }) => groupId === group).length,
  }));
  const change = (group: string, chosen: string) => {
    const path = `/v1/campaigns/${encodeURIComponent(id)}/group-modes/${encodeURIComponent(group)}`;
    const body = { mode: chosen === '' ? null : chosen };
    return run(group, () => api('PUT', path, { body }), say('groupSaved', { group }));
  };
  const columns: readonly Column<Row>[] = [
    { key: 'group', head: say('groupName'), cell: ({ group }) => group },
    { key: 'agents', head: say('groupAgents'), number: true, cell: (row) => row.agents },
    {
      key: 'mode',
      head: say('groupMode'),
      cell: ({ group }) => (
        <select
          className={`${styles['narrow']} ${styles['broad']}`}
          aria-label={`${say('groupMode')}: ${group}`}
          disabled={readOnly}
          value={modes[group] ?? ''}
          onChange={(event) => void change(group, event.target.value)}
        >
          <option value="">{say('asCampaign', { mode: words('mode', mode) })}</option>
          {MODES.map((word) => (
            <option key={word} value={word}>
              {words('mode', word)}
            </option>
          ))}
        </select>
      ),
    },
  ];
  return (
    <Panel title={say('tab.groups')}>
      <p className={styles['note']}>{say('groupsWhy')}</p>
      <Table
        caption={say('tab.groups')}
        columns={columns}
        rows={rows}
        keyOf={({ group }) => group}
        empty={say('groupNone')}
      />
    </Panel>
  );
}
