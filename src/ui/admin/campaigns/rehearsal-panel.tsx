import { useState } from 'react';
import type { RehearsalOut } from '../../../contract/cadence-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { SelectField } from '../../shell/components/field.js';
import { Panel } from '../../shell/components/panel.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useWords } from '../../shell/texts/use-words.js';
import styles from '../admin.module.css';
import { useChange } from '../use-change.js';
import { type Draft, isUnfinished } from './campaign-draft.js';
import { RETRY_TEXTS } from './retry-texts.js';

type Try = RehearsalOut['tries'][number];
const SUPPOSED = ['no_answer', 'busy', 'unreachable', 'machine', 'rejected', 'third_party', 'no_agreement'];
/** Numbers of the area codes' own kind, which nobody is called at here. */
const PHONES = ['+5511987654321', '+551132654321', '+5511912345678'];

/** Plays the cadence as it stands in the form, saved or not: when and where each attempt would go, and why. */
export function RehearsalPanel({ draft }: { readonly draft: Draft }) {
  const say = useTexts(RETRY_TEXTS);
  const words = useWords();
  const { dateTime } = useFormats();
  const { busy, run } = useChange();
  const [outcome, setOutcome] = useState('no_answer');
  const [phones, setPhones] = useState(2);
  const [played, setPlayed] = useState<RehearsalOut | null>(null);
  const { purpose, sector, ringTimeoutMs, policyId, retry } = draft;
  const rehearse = () =>
    run('rehearse', async () => {
      const body = {
        phones: PHONES.slice(0, phones),
        outcomes: [outcome],
        ...{ purpose, sector, ringTimeoutMs, policyId, retry },
      };
      setPlayed(await api<RehearsalOut>('POST', '/v1/cadence/rehearsals', { body }));
    });
  const columns: readonly Column<Try>[] = [
    { key: 'try', head: say('try'), cell: ({ attemptNo }) => attemptNo },
    { key: 'when', head: say('when'), cell: ({ at }) => dateTime(Date.parse(at)) },
    { key: 'phone', head: say('phone'), cell: ({ phone }) => phone },
    {
      key: 'why',
      head: say('why'),
      cell: ({ why }) => (
        <span className={styles['wrapped']}>
          {why.map(({ step }) => say(`step.${step}`)).join(', ') || '–'}
        </span>
      ),
    },
  ];
  return (
    <Panel title={say('rehearseTitle')} aside={say('rehearseWhy', { n: phones })}>
      <div className={styles['row']}>
        <SelectField
          label={say('rehearseEnds')}
          value={outcome}
          onChange={({ target }) => setOutcome(target.value)}
        >
          {SUPPOSED.map((word) => (
            <option key={word} value={word}>
              {words('reason', word)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={say('rehearsePhones')}
          value={phones}
          onChange={({ target }) => setPhones(Number(target.value))}
        >
          {PHONES.map((_, index) => (
            <option key={PHONES[index]} value={index + 1}>
              {index + 1}
            </option>
          ))}
        </SelectField>
        <Button busy={busy !== null} disabled={isUnfinished({ ...draft, name: '-' })} onClick={rehearse}>
          {say('rehearse')}
        </Button>
      </div>
      <Table
        caption={say('rehearseTitle')}
        columns={columns}
        rows={played?.tries ?? []}
        keyOf={({ attemptNo, at }) => `${attemptNo} ${at}`}
        empty={say('rehearseNone')}
      />
      {played === null ? null : (
        <p className={styles['note']}>{say('endOf', { end: say(`end.${played.end ?? 'more'}`) })}</p>
      )}
    </Panel>
  );
}
