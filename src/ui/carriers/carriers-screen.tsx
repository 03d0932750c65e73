import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CARRIER_SPAN_WORDS, CarrierReportOut } from '../../contract/carrier-wire.js';
import { Button } from '../shell/components/button.js';
import { ChoiceField } from '../shell/components/field.js';
import { type Tab, Tabs } from '../shell/components/tabs.js';
import { useToast } from '../shell/components/toast.js';
import { fetchFile, saveFile } from '../shell/fetch-file.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { CARRIER_TEXTS } from './carrier-texts.js';
import styles from './carriers.module.css';
import { CausesPanel } from './causes-panel.js';
import { HeatPanel } from './heat-panel.js';
import { LinesPanel } from './lines-panel.js';
import { MeasuresPanel } from './measures-panel.js';
import { TestsPanel } from './tests-panel.js';
import { type Span, useCarriers } from './use-carriers.js';

const SPANS = ['minutes', 'hour', 'day', 'month'] as const satisfies typeof CARRIER_SPAN_WORDS;
const TABS = {
  measures: MeasuresPanel,
  causes: CausesPanel,
  heat: HeatPanel,
  lines: LinesPanel,
  tests: TestsPanel,
} as const;
type TabName = keyof typeof TABS;
const NAMES = Object.keys(TABS) as readonly TabName[];
const FETCH_MS = 60_000;

/** What carriers, trunks and lines do with our calls, and how it changes. */
export function CarriersScreen() {
  const say = useTexts(CARRIER_TEXTS);
  const [chosen, setChosen] = useState<TabName>('measures');
  const [span, setSpan] = useState<Span>('hour');
  const report = useCarriers(span);
  const tabs: readonly Tab[] = NAMES.map((key) => ({ key, label: say(`tab.${key}`) }));
  const Chosen = TABS[chosen];
  return (
    <div className={styles['carriers']}>
      <div className={styles['head']}>
        <h1>{say('title')}</h1>
        <ChoiceField
          label={say('span')}
          value={span}
          words={SPANS.map((word) => [word, say(`span.${word}`)] as const)}
          onChoose={setSpan}
        />
        <Download span={span} />
        <Stretch report={report} />
      </div>
      <Tabs
        label={say('title')}
        tabs={tabs}
        chosen={chosen}
        onChoose={(key) => setChosen(NAMES.find((name) => name === key) ?? 'measures')}
      >
        <Chosen report={report} />
      </Tabs>
    </div>
  );
}

function Download({ span }: { readonly span: Span }) {
  const say = useTexts(CARRIER_TEXTS);
  const { complain } = useToast();
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      const { blob, name } = await fetchFile(`/v1/carriers/export?span=${span}`, FETCH_MS);
      saveFile(blob, name ?? `carriers-${span}.csv`);
    },
    onError: complain,
  });
  return (
    <Button busy={isPending} onClick={() => mutate()}>
      {isPending ? say('downloading') : say('download')}
    </Button>
  );
}

/** From when to when, and what the arrows go by. */
function Stretch({ report }: { readonly report: CarrierReportOut | undefined }) {
  const say = useTexts(CARRIER_TEXTS);
  const { dateTime } = useFormats();
  if (report === undefined) {
    return null;
  }
  const { fromMs, toMs, beforeFromMs, days, span } = report;
  const before = span === 'hour' ? 'beforeHour' : 'before';
  const parts = [
    say('counted', { from: dateTime(fromMs), to: dateTime(toMs) }),
    beforeFromMs === null ? '' : say(before, { from: dateTime(beforeFromMs) }),
    days === null || days.counted === days.of ? '' : say('days', { counted: days.counted, of: days.of }),
  ];
  return <p className={styles['stretch']}>{parts.filter(Boolean).join(' ')}</p>;
}
