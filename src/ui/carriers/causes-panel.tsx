import { useState } from 'react';
import type { CarrierReportOut } from '../../contract/carrier-wire.js';
import { ChoiceField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { type Column, Table } from '../shell/components/table.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { CARRIER_TEXTS } from './carrier-texts.js';
import styles from './carriers.module.css';

interface Bar {
  readonly sipCode: number | null;
  readonly q850: number | null;
  readonly calls: number;
}

/** Of one carrier, or of all, the commonest first. */
function barsOf(report: CarrierReportOut | undefined, carrier: string): readonly Bar[] {
  const bars = new Map<string, Bar>();
  for (const { sipCode, q850, calls, ...of } of report?.causes ?? []) {
    if (carrier === '' || of.carrier === carrier) {
      const key = `${sipCode} ${q850}`;
      bars.set(key, { sipCode, q850, calls: calls + (bars.get(key)?.calls ?? 0) });
    }
  }
  return [...bars]
    .sort(([a, one], [b, other]) => other.calls - one.calls || (a < b ? -1 : 1))
    .map(([, bar]) => bar);
}

/** Final SIP status and Q.850 cause of the calls that nobody answered. */
export function CausesPanel({ report }: { readonly report: CarrierReportOut | undefined }) {
  const say = useTexts(CARRIER_TEXTS);
  const { number, percent } = useFormats();
  const [carrier, setCarrier] = useState('');
  const carriers = report?.carriers.map((one) => one.carrier) ?? [];
  const bars = barsOf(report, carrier);
  const all = bars.reduce((sum, { calls }) => sum + calls, 0);
  const nameOf = ({ sipCode, q850 }: Bar): string =>
    [
      sipCode === null ? '' : say('sip', { code: sipCode }),
      q850 === null ? '' : say('q850', { code: q850 }),
      sipCode === null && q850 === null ? say('silent') : '',
    ]
      .filter(Boolean)
      .join(' · ');
  const columns: readonly Column<Bar>[] = [
    { key: 'cause', head: say('cause'), cell: nameOf },
    { key: 'calls', head: say('calls'), number: true, cell: ({ calls }) => number(calls) },
    { key: 'share', head: say('share'), number: true, cell: ({ calls }) => percent(calls / all) },
    {
      key: 'bar',
      head: '',
      cell: ({ calls }) => (
        <meter className={styles['bar']} aria-hidden="true" min={0} max={all} value={calls} />
      ),
    },
  ];
  return (
    <Panel
      title={say('causes')}
      aside={
        <ChoiceField
          label={say('carrier')}
          value={carrier}
          words={[['', say('every')] as const, ...carriers.map((name) => [name, name] as const)]}
          onChoose={setCarrier}
        />
      }
    >
      <Table
        caption={say('causes')}
        columns={columns}
        rows={bars}
        keyOf={({ sipCode, q850 }) => `${sipCode} ${q850}`}
        empty={say('empty')}
      />
    </Panel>
  );
}
