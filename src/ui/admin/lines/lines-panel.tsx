import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LimitOut } from '../../../contract/limit-wire.js';
import type { LineOut } from '../../../contract/line-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Dialog, DialogButtons } from '../../shell/components/dialog.js';
import { Field } from '../../shell/components/field.js';
import { Panel } from '../../shell/components/panel.js';
import { StatusBadge, type Tone } from '../../shell/components/status-badge.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useSession } from '../../shell/session/session-context.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useWords } from '../../shell/texts/use-words.js';
import styles from '../admin.module.css';
import { ReadState } from '../read-state.js';
import { useChange } from '../use-change.js';
import { LineDialog } from './line-dialog.js';
import { LINE_TEXTS } from './line-texts.js';

const PAGE = 500;
/** A table of more is read by nobody: they are looked for. */
const MOST_SHOWN = 200;

interface Page {
  readonly items: readonly LineOut[];
  readonly next: string | null;
}

async function allLines(signal: AbortSignal): Promise<readonly LineOut[]> {
  const lines: LineOut[] = [];
  let after: string | null = null;
  do {
    const more: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const page: Page = await api<Page>('GET', `/v1/lines?limit=${PAGE}${more}`, { signal });
    lines.push(...page.items);
    after = page.next;
  } while (after !== null);
  return lines;
}

const LIMIT_LOOK: Readonly<Record<LimitOut['state'], readonly [Tone, string]>> = {
  ok: ['good', '✓'],
  warn: ['warn', '!'],
  stopped: ['bad', '✕'],
};

/** Numbers we show, with what they have used of their limits; added, changed, withdrawn and put back. */
export function LinesPanel() {
  const say = useTexts(LINE_TEXTS);
  const { may } = useSession();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState<LineOut | 'new' | null>(null);
  const [leaving, setLeaving] = useState<LineOut | null>(null);
  const query = useQuery({ queryKey: ['lines'], queryFn: ({ signal }) => allLines(signal) });
  const limits = useQuery({
    queryKey: ['limits'],
    queryFn: ({ signal }) => api<{ items: readonly LimitOut[] }>('GET', '/v1/limits', { signal }),
    select: ({ items }) => items,
    refetchInterval: 10_000,
  });
  const byLine = new Map((limits.data ?? []).map((limit) => [limit.id, limit]));
  const all = query.data ?? [];
  const found = all.filter(({ number, carrierId, ownerCnpj }) =>
    `${number} ${carrierId} ${ownerCnpj}`.toLowerCase().includes(typed.trim().toLowerCase()),
  );
  const columns = useLineColumns(byLine, setOpen, setLeaving);
  return (
    <Panel
      title={say('lines')}
      aside={
        <>
          {say('withdrawnCount', { n: all.length, m: all.filter(({ blocked }) => blocked).length })}
          {may('telecom') ? (
            <Button tone="go" onClick={() => setOpen('new')}>
              {say('add')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className={styles['fields']}>
        <Field
          type="search"
          label={say('search')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </div>
      <ReadState query={query} />
      {query.data === undefined ? null : (
        <Table
          caption={say('lines')}
          columns={columns}
          rows={found.slice(0, MOST_SHOWN)}
          keyOf={({ number }) => number}
          empty={all.length === 0 ? say('none') : say('noneFound')}
        />
      )}
      {open === null ? null : (
        <LineDialog line={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
      {leaving === null ? null : <WithdrawDialog line={leaving} onClose={() => setLeaving(null)} />}
    </Panel>
  );
}

function useWithdrawal() {
  const say = useTexts(LINE_TEXTS);
  const { busy, run } = useChange('lines', 'limits');
  const set = ({ number, version, ...line }: LineOut, blocked: boolean) =>
    run(
      number,
      () =>
        api('PUT', `/v1/lines/${encodeURIComponent(number)}`, {
          body: { ...line, blocked },
          ifMatch: `"${version}"`,
        }),
      blocked ? say('withdrawn1', { number }) : say('restored', { number }),
    );
  return { busy, set };
}

function WithdrawDialog({ line, onClose }: { readonly line: LineOut; readonly onClose: () => void }) {
  const say = useTexts(LINE_TEXTS);
  const { busy, set } = useWithdrawal();
  return (
    <Dialog title={say('withdrawTitle', { number: line.number })} onClose={onClose}>
      <p>{say('withdrawText')}</p>
      <DialogButtons>
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button tone="stop" busy={busy !== null} onClick={() => void set(line, true).then(onClose)}>
          {say('withdraw')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}

function useLineColumns(
  limits: ReadonlyMap<string, LimitOut>,
  onChange: (line: LineOut) => void,
  onWithdraw: (line: LineOut) => void,
): readonly Column<LineOut>[] {
  const say = useTexts(LINE_TEXTS);
  const words = useWords();
  const { number: figure } = useFormats();
  const { may } = useSession();
  const { busy, set } = useWithdrawal();
  const actions: Column<LineOut> = {
    key: 'actions',
    head: say('actions'),
    cell: (line) => (
      <div className={styles['commands']}>
        <Button aria-label={say('changeOf', { number: line.number })} onClick={() => onChange(line)}>
          {say('change')}
        </Button>
        {line.blocked ? (
          <Button
            busy={busy === line.number}
            aria-label={say('putBackOf', { number: line.number })}
            onClick={() => void set(line, false)}
          >
            {say('putBack')}
          </Button>
        ) : (
          <Button aria-label={say('withdrawOf', { number: line.number })} onClick={() => onWithdraw(line)}>
            {say('withdraw')}
          </Button>
        )}
      </div>
    ),
  };
  return [
    { key: 'number', head: say('number'), cell: ({ number }) => number },
    {
      key: 'state',
      head: say('state'),
      cell: ({ blocked, number }) => {
        const state = limits.get(`line:${number}`)?.state ?? 'ok';
        const [tone, icon] = blocked ? (['warn', '■'] as const) : LIMIT_LOOK[state];
        const text = blocked ? say('withdrawn') : state === 'ok' ? say('inUse') : words('limitState', state);
        return (
          <StatusBadge tone={tone} icon={icon}>
            {text}
          </StatusBadge>
        );
      },
    },
    {
      key: 'calls',
      head: say('calls'),
      number: true,
      cell: ({ number }) => {
        const limit = limits.get(`line:${number}`);
        const cap = limit?.cap ?? null;
        return `${figure(limit?.calls ?? 0)} / ${cap === null ? say('noLimit') : figure(cap)}`;
      },
    },
    { key: 'carrier', head: say('carrier'), cell: ({ carrierId }) => carrierId },
    { key: 'owner', head: say('owner'), cell: ({ ownerCnpj }) => ownerCnpj || '–' },
    {
      key: 'kind',
      head: say('kind'),
      cell: ({ kind, service, authenticated }) =>
        [say(`kind.${kind}`), service, ...(authenticated ? [say('signed')] : [])].join(' · '),
    },
    {
      key: 'where',
      head: say('where'),
      cell: ({ ddds, ufs }) => (
        <span className={styles['wrapped']}>{[...ddds, ...ufs].join(' ') || say('everywhere')}</span>
      ),
    },
    ...(may('telecom') ? [actions] : []),
  ];
}
