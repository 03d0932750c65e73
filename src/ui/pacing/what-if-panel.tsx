import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { KnobChangeIn, WhatIfOut } from '../../contract/knob-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { useToast } from '../shell/components/toast.js';
import { duration, useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './pacing.module.css';
import { PACING_TEXTS } from './pacing-texts.js';

type Outlook = WhatIfOut['present'];
type Figure = keyof Outlook;

const FIGURES: readonly Figure[] = [
  'occupancy',
  'dropShare',
  'agentWaitS',
  'connectedPerHour',
  'attemptsPerHour',
];
/** With fewer seeds than this chance goes further than what is shown. */
const FEW_SEEDS = 6;
/** Fewer calls than this and the world is mostly a usual one. */
const THIN = 300;

/** What the twin says of the change before it is made: a range, beside that of the present settings. */
export function WhatIfPanel({
  campaignId,
  change,
}: {
  readonly campaignId: string;
  readonly change: KnobChangeIn;
}) {
  const say = useTexts(PACING_TEXTS);
  const { complain } = useToast();
  const [agents, setAgents] = useState('');
  const { mutate, isPending, data } = useMutation({
    mutationFn: () => {
      const wished = agents.trim() === '' ? {} : { agents: Number(agents) };
      const body = { change, ...wished };
      return api<WhatIfOut>('POST', `/v1/campaigns/${campaignId}/what-if`, { body });
    },
    onError: complain,
  });
  return (
    <Panel title={say('whatIf')}>
      <div className={styles['ask']}>
        <Field
          label={say('agents')}
          inputMode="numeric"
          pattern="[0-9]*"
          value={agents}
          onChange={(event) => setAgents(event.target.value.replace(/\D/g, ''))}
        />
        <Button tone="go" busy={isPending} onClick={() => mutate()}>
          {isPending ? say('reckoning') : say('see')}
        </Button>
      </div>
      {data === undefined ? <p className="soft">{say('ask')}</p> : <Outlooks answer={data} />}
    </Panel>
  );
}

function Outlooks({ answer }: { readonly answer: WhatIfOut }) {
  const say = useTexts(PACING_TEXTS);
  const { number, percent } = useFormats();
  const shown = (figure: Figure, value: number): string => {
    switch (figure) {
      case 'occupancy':
      case 'dropShare':
        return percent(value);
      case 'agentWaitS':
        return duration(value * 1000);
      default:
        return number(value);
    }
  };
  const range = (outlook: Outlook | null, figure: Figure) => {
    const found = outlook?.[figure] ?? null;
    return found === null ? (
      '–'
    ) : (
      <>
        <strong>{shown(figure, found.middle)}</strong>{' '}
        <small className="soft">
          {say('between', { low: shown(figure, found.low), high: shown(figure, found.high) })}
        </small>
      </>
    );
  };
  const { basis } = answer;
  return (
    <div role="status">
      <table className={styles['outlook']}>
        <thead>
          <tr>
            <th scope="col">{say('figure')}</th>
            <th scope="col">{say('now')}</th>
            <th scope="col">{say('changed')}</th>
          </tr>
        </thead>
        <tbody>
          {FIGURES.map((figure) => (
            <tr key={figure}>
              <th scope="row">{say(`figure.${figure}`)}</th>
              <td>{range(answer.present, figure)}</td>
              <td>{range(answer.changed, figure)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft">
        {say('basis', {
          seeds: answer.seeds,
          minutes: answer.simulatedMinutes,
          agents: answer.agents,
          ms: number(answer.tookMs),
          calls: number(basis.calls),
          answer: percent(basis.answerShare),
          talk: duration(basis.talkS * 1000),
          wrap: duration(basis.wrapS * 1000),
        })}
        {answer.seeds < FEW_SEEDS ? ` ${say('few')}` : ''}
        {basis.calls < THIN ? ` ${say('thin')}` : ''}
      </p>
    </div>
  );
}
