import { useMemo, useState } from 'react';
import type { AgentRow } from '../../contract/agent-wire.js';
import type { FloorOut } from '../../contract/floor-wire.js';
import { Button } from '../shell/components/button.js';
import { Field, SelectField } from '../shell/components/field.js';
import { LongTable } from '../shell/components/long-table.js';
import { Panel } from '../shell/components/panel.js';
import { useLive } from '../shell/live/live-context.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { useSession } from '../shell/session/session-context.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import { useActionColumn, useAgentColumns } from './agent-columns.js';
import { AgentDialog } from './agent-dialogs.js';
import { gravityOf } from './agent-look.js';
import styles from './floor.module.css';
import { FLOOR_TEXTS } from './floor-texts.js';
import { useListening } from './use-listening.js';

interface Filter {
  readonly search: string;
  readonly campaign: string;
  readonly state: string;
}

function passes(row: AgentRow, { search, campaign, state }: Filter): boolean {
  return (
    (campaign === '' || row.campaignIds.some((id) => id === campaign)) &&
    (state === '' || row.state === state) &&
    `${row.name} ${row.id}`.toLowerCase().includes(search.trim().toLowerCase())
  );
}

/** Agents who are here, in an order that only the reader changes: nothing moves when data come in. */
function useOrder(agents: readonly AgentRow[], nowMs: number) {
  const [order, setOrder] = useState<readonly string[] | null>(null);
  const place = useMemo(() => new Map((order ?? []).map((id, index) => [id, index])), [order]);
  const sorted = useMemo(() => {
    const at = ({ id }: AgentRow) => place.get(id) ?? Number.MAX_SAFE_INTEGER;
    return [...agents].sort((a, b) => at(a) - at(b) || a.name.localeCompare(b.name));
  }, [agents, place]);
  const byGravity = () =>
    setOrder([...agents].sort((a, b) => gravityOf(b, nowMs) - gravityOf(a, nowMs)).map(({ id }) => id));
  return { sorted, byGravity, byName: () => setOrder(null) };
}

/** Every agent at work: state, how long, with whom; listen in one click. */
export function AgentsTable({ floor }: { readonly floor: FloorOut | undefined }) {
  const say = useTexts(FLOOR_TEXTS);
  const nowMs = useServerNow();
  const { may } = useSession();
  const agentRows = useLive((live) => live.agents);
  const [filter, setFilter] = useState<Filter>({ search: '', campaign: '', state: '' });
  const [acting, setActing] = useState<AgentRow | null>(null);
  const { begin, busy, question } = useListening();

  const here = useMemo(() => [...agentRows.values()].filter((row) => row.state !== 'offline'), [agentRows]);
  const shown = useMemo(() => here.filter((row) => passes(row, filter)), [here, filter]);
  const { sorted, byGravity, byName } = useOrder(shown, nowMs);

  const columns = useAgentColumns(floor);
  const actions = useActionColumn(busy, (row) => begin(row, 'listen'), setActing);
  const states = [...new Set(here.map((row) => row.state))].sort();
  return (
    <Panel title={say('agents')} aside={say('agentsShown', { n: shown.length, m: here.length })}>
      <AgentFilters chosen={filter} onChoose={setFilter} states={states} order={{ byGravity, byName }} />
      <div className={styles['scroll']}>
        <LongTable
          caption={say('agents')}
          columns={may('run') ? [...columns, actions] : columns}
          rows={sorted}
          keyOf={({ id }) => id}
          empty={say('noAgents')}
        />
      </div>
      {acting === null ? null : <AgentDialog agent={acting} onClose={() => setActing(null)} />}
      {question}
    </Panel>
  );
}

function AgentFilters({
  chosen,
  onChoose,
  states,
  order,
}: {
  readonly chosen: Filter;
  readonly onChoose: (filter: Filter) => void;
  readonly states: readonly string[];
  readonly order: { readonly byGravity: () => void; readonly byName: () => void };
}) {
  const say = useTexts(FLOOR_TEXTS);
  const words = useWords();
  const campaigns = useLive((live) => live.campaigns);
  const { search, campaign, state } = chosen;
  return (
    <div className={styles['filters']}>
      <Field
        label={say('search')}
        type="search"
        value={search}
        onChange={(event) => onChoose({ ...chosen, search: event.target.value })}
      />
      <SelectField
        label={say('campaign')}
        value={campaign}
        onChange={(event) => onChoose({ ...chosen, campaign: event.target.value })}
      >
        <option value="">{say('allCampaigns')}</option>
        {[...campaigns.values()].map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={say('state')}
        value={state}
        onChange={(event) => onChoose({ ...chosen, state: event.target.value })}
      >
        <option value="">{say('allStates')}</option>
        {states.map((name) => (
          <option key={name} value={name}>
            {words('agent', name)}
          </option>
        ))}
      </SelectField>
      <div className={styles['row']}>
        <Button onClick={order.byGravity}>{say('worstFirst')}</Button>
        <Button tone="quiet" onClick={order.byName}>
          {say('byName')}
        </Button>
      </div>
    </div>
  );
}
