import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../shell/api.js';
import { SelectField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useServerNow } from '../shell/live/use-clock.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './compliance.module.css';
import { COMPLIANCE_TEXTS } from './compliance-texts.js';

interface Counts {
  readonly total: number;
  readonly items: readonly { readonly name: string; readonly blocked: number }[];
}

export const PERIODS = [1, 7, 30] as const;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** By the server's clock; a minute's grain, so that the question stays the same for a while. */
export const periodStart = (days: number, nowMs: number): string =>
  new Date(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - days * DAY_MS).toISOString();

/** Calls that did not leave, by the rule that held them: proof that a block really blocked. */
export function BlockedTab() {
  const say = useTexts(COMPLIANCE_TEXTS);
  const words = useWords();
  const { number, percent } = useFormats();
  const [days, setDays] = useState<(typeof PERIODS)[number]>(1);
  const from = periodStart(days, useServerNow());
  const { data } = useQuery({
    queryKey: ['blocked', from],
    queryFn: () => api<Counts>('GET', `/v1/decisions/counts?${new URLSearchParams({ by: 'rule', from })}`),
    refetchInterval: 10_000,
    placeholderData: (before) => before,
  });
  const total = data?.total ?? 0;
  const columns: readonly Column<Counts['items'][number]>[] = [
    { key: 'rule', head: say('rule'), cell: ({ name }) => name },
    { key: 'name', head: say('provision'), cell: ({ name }) => words('rule', name) },
    { key: 'count', head: say('count'), number: true, cell: ({ blocked }) => number(blocked) },
    {
      key: 'share',
      head: say('share'),
      number: true,
      cell: ({ blocked }) => (total === 0 ? say('none') : percent(blocked / total)),
    },
  ];
  return (
    <Panel title={say('blocked')} aside={say('total', { n: number(total) })}>
      <div className={styles['filters']}>
        <SelectField
          label={say('from')}
          value={days}
          onChange={(event) => setDays(PERIODS.find((n) => n === Number(event.target.value)) ?? 1)}
        >
          {PERIODS.map((n) => (
            <option key={n} value={n}>
              {say(`period.${n}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <Table
        caption={say('blocked')}
        columns={columns}
        rows={data?.items ?? []}
        keyOf={({ name }) => name}
        empty={say('noBlocked')}
      />
    </Panel>
  );
}
