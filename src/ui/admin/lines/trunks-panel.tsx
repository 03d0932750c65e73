import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FloorOut } from '../../../contract/floor-wire.js';
import type { TrunkOut } from '../../../contract/trunk-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Panel } from '../../shell/components/panel.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useLive } from '../../shell/live/live-context.js';
import { useSession } from '../../shell/session/session-context.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useTrunks } from '../campaigns/campaign-queries.js';
import { ReadState } from '../read-state.js';
import { useAskedText } from './asked-of-carrier.js';
import { LINE_TEXTS } from './line-texts.js';
import { TrunkDialog } from './trunk-dialog.js';
import { TrunkHealthBadge } from './trunk-health-badge.js';

const WINDOW_MINUTES = 15;

/** Ways out, as they stand: channels, results of the last quarter of an hour. */
export function TrunksPanel() {
  const say = useTexts(LINE_TEXTS);
  const { may } = useSession();
  const [open, setOpen] = useState<TrunkOut | 'new' | null>(null);
  const query = useTrunks();
  const columns = useTrunkColumns(setOpen);
  return (
    <Panel
      title={say('trunks')}
      aside={
        may('telecom') ? (
          <Button tone="go" onClick={() => setOpen('new')}>
            {say('addTrunk')}
          </Button>
        ) : undefined
      }
    >
      <ReadState query={query} />
      <Table
        caption={say('trunks')}
        columns={columns}
        rows={query.data ?? []}
        keyOf={({ id }) => id}
        empty={query.data === undefined ? '' : say('noTrunks')}
      />
      {open === null ? null : (
        <TrunkDialog
          trunk={open === 'new' ? null : open}
          taken={(query.data ?? []).map(({ id }) => id)}
          onClose={() => setOpen(null)}
        />
      )}
    </Panel>
  );
}

function OpenTrunk({ trunk, onOpen }: { readonly trunk: TrunkOut; onOpen(trunk: TrunkOut): void }) {
  const say = useTexts(LINE_TEXTS);
  const { may } = useSession();
  const mayChange = may('telecom') && !trunk.locked;
  return (
    <Button
      aria-label={say(mayChange ? 'changeTrunk' : 'lookAtTrunk', { name: trunk.id })}
      onClick={() => onOpen(trunk)}
    >
      {say(mayChange ? 'change' : 'look')}
    </Button>
  );
}

function useTrunkColumns(onOpen: (trunk: TrunkOut) => void): readonly Column<TrunkOut>[] {
  const say = useTexts(LINE_TEXTS);
  const { number, percent } = useFormats();
  const live = useLive((state) => state.engine)?.trunks ?? [];
  const floor = useQuery({
    queryKey: ['floor'],
    queryFn: ({ signal }) => api<FloorOut>('GET', '/v1/floor', { signal }),
    refetchInterval: 10_000,
  });
  const resultsOf = (id: string) =>
    floor.data?.carriers
      .find(({ trunkId }) => trunkId === id)
      ?.windows.find(({ minutes }) => minutes === WINDOW_MINUTES);
  const asked = useAskedText();
  return [
    {
      key: 'id',
      head: say('trunk'),
      cell: ({ id, locked }) => (locked ? `${id} (${say('ofFile')})` : id),
    },
    {
      key: 'health',
      head: say('health'),
      cell: (trunk) => (
        <TrunkHealthBadge
          trunk={trunk}
          now={live.find(({ id }) => id === trunk.id)}
          results={resultsOf(trunk.id)}
        />
      ),
    },
    {
      key: 'asr',
      head: say('asr'),
      number: true,
      cell: ({ id }) => {
        const results = resultsOf(id);
        return results === undefined || results.attempts === 0
          ? '–'
          : percent(results.answered / results.attempts);
      },
    },
    {
      key: 'reach',
      head: say('reach'),
      number: true,
      cell: ({ id }) => {
        const probed = live.find((one) => one.id === id)?.probed;
        return probed == null || probed.p50Ms === null || probed.p95Ms === null
          ? '–'
          : `${number(probed.p50Ms)} / ${number(probed.p95Ms)} ms`;
      },
    },
    {
      key: 'channels',
      head: say('channels'),
      number: true,
      cell: (trunk) => {
        const inUse = live.find(({ id }) => id === trunk.id)?.inUse ?? trunk.inUse;
        return `${inUse === null ? '–' : number(inUse)} / ${asked(trunk.backOff?.channels, trunk.channels)}`;
      },
    },
    { key: 'cps', head: say('cps'), number: true, cell: ({ cps, backOff }) => asked(backOff?.cps, cps, 1) },
    {
      key: 'carrier',
      head: say('carrier'),
      cell: ({ carrierId, service, role }) =>
        [carrierId, service, ...(role === 'normal' ? [] : [say('contingency')])].join(' · '),
    },
    { key: 'address', head: say('address'), cell: ({ host, port }) => `${host}:${port}` },
    {
      key: 'actions',
      head: say('actions'),
      cell: (trunk) => <OpenTrunk trunk={trunk} onOpen={onOpen} />,
    },
  ];
}
