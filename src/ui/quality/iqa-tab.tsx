import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { IqaOut } from '../../contract/quality-wire.js';
import { api } from '../shell/api.js';
import { Field, SelectField } from '../shell/components/field.js';
import { Panel, Tile, Tiles } from '../shell/components/panel.js';
import { StatusBadge } from '../shell/components/status-badge.js';
import { type Column, Table } from '../shell/components/table.js';
import { useLive } from '../shell/live/live-context.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './quality.module.css';
import { QUALITY_TEXTS } from './quality-texts.js';
import { monthOf, monthRange, useAgentNames } from './use-quality.js';

type AgentFigure = IqaOut['byAgent'][number];

const LEAST = 8;

/** The index of a month, of everybody or of a group, and the scores of each agent. */
export function IqaTab() {
  const say = useTexts(QUALITY_TEXTS);
  const thisMonth = monthOf(useServerNow());
  const [month, setMonth] = useState('');
  const [least, setLeast] = useState(LEAST);
  const [group, setGroup] = useState('');
  const agents = useLive((live) => live.agents);
  const groups = useMemo(
    () => [...new Set([...agents.values()].map(({ groupId }) => groupId))].sort(),
    [agents],
  );
  const members = group === '' ? null : [...agents.values()].filter((one) => one.groupId === group);
  const body = {
    ...monthRange(month || thisMonth),
    leastPerAgent: least,
    ...(members === null ? {} : { agents: members.map(({ id }) => id).sort() }),
  };
  const { data, error } = useQuery({
    queryKey: ['quality', 'iqa', body],
    queryFn: () => api<IqaOut>('POST', '/v1/quality/iqa', { body }),
    placeholderData: (before) => before,
  });
  return (
    <div className={styles['stack']}>
      <Panel title={say('iqa')}>
        <div className={styles['filters']}>
          <Field
            label={say('month')}
            type="month"
            value={month || thisMonth}
            onChange={({ target }) => setMonth(target.value)}
          />
          <SelectField label={say('group')} value={group} onChange={({ target }) => setGroup(target.value)}>
            <option value="">{say('all')}</option>
            {groups.map((id) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </SelectField>
          <Field
            label={say('least')}
            type="number"
            min={0}
            max={100}
            value={least}
            onChange={({ target }) => setLeast(Number(target.value))}
          />
        </div>
        {error === null ? null : <p role="alert">{error.message}</p>}
        {data === undefined ? null : <Figures iqa={data} />}
      </Panel>
      <Panel title={say('agents')}>
        <AgentFigures rows={data?.byAgent ?? []} empty={say(data === undefined ? 'loading' : 'noScores')} />
      </Panel>
    </div>
  );
}

function Figures({ iqa: { agents, newcomers, voided } }: { readonly iqa: IqaOut }) {
  const say = useTexts(QUALITY_TEXTS);
  const { number } = useFormats();
  const shown = (value: number | null) => (value === null ? say('nothing') : number(value, 2));
  return (
    <>
      <Tiles>
        <Tile name={say('agents')} figure={shown(agents.value)} note={say(`conduct.${agents.conduct}`)} />
        <Tile
          name={say('newcomers')}
          figure={shown(newcomers.value)}
          note={say(`conduct.${newcomers.conduct}`)}
        />
        <Tile
          name={say('difference')}
          figure={shown(agents.auditDifference)}
          note={`${say('own', { n: shown(agents.own) })} · ${say('client', { n: shown(agents.client) })}`}
        />
      </Tiles>
      <p className={styles['small']}>{say('voided', { n: voided })}</p>
    </>
  );
}

function AgentFigures({ rows, empty }: { readonly rows: readonly AgentFigure[]; readonly empty: string }) {
  const say = useTexts(QUALITY_TEXTS);
  const { number } = useFormats();
  const nameOf = useAgentNames();
  const columns: readonly Column<AgentFigure>[] = [
    { key: 'agent', head: say('agent'), cell: ({ agentId }) => nameOf(agentId) },
    { key: 'count', head: say('count'), number: true, cell: ({ scored }) => scored },
    { key: 'mean', head: say('mean'), number: true, cell: ({ mean }) => number(mean, 2) },
    {
      key: 'enough',
      head: say('state'),
      cell: ({ isShort }) => (
        <StatusBadge tone={isShort ? 'warn' : 'good'} icon={isShort ? '▽' : '✓'}>
          {say(isShort ? 'short' : 'enough')}
        </StatusBadge>
      ),
    },
  ];
  return (
    <Table
      caption={say('agents')}
      columns={columns}
      rows={rows}
      keyOf={({ agentId }) => agentId}
      empty={empty}
    />
  );
}
