import { useState } from 'react';
import type { DialRehearsalOut } from '../../../contract/trunk-wire.js';
import { api } from '../../shell/api.js';
import { Button } from '../../shell/components/button.js';
import { Field } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import { useChange } from '../use-change.js';
import { dialOf, ruleFits, type TrunkDraft } from './trunk-draft.js';
import { TRUNK_TEXTS } from './trunk-texts.js';

/** A number as it would go out by the rule as it stands in the form, saved or not. */
export function DialTry({ draft }: { readonly draft: TrunkDraft }) {
  const say = useTexts(TRUNK_TEXTS);
  const { busy, run } = useChange();
  const [number, setNumber] = useState('');
  const [line, setLine] = useState('');
  const [tried, setTried] = useState<DialRehearsalOut | null>(null);
  const rehearse = () =>
    run('try', async () => {
      const body = { dial: dialOf(draft), number, line: line === '' ? null : line };
      setTried(await api<DialRehearsalOut>('POST', '/v1/dial-rehearsals', { body }));
    });
  return (
    <fieldset className={styles['group']}>
      <legend>{say('tryTitle')}</legend>
      <p className={styles['note']}>{say('tryWhy')}</p>
      <div className={styles['fields']}>
        <Field
          label={say('tryNumber')}
          inputMode="tel"
          autoComplete="off"
          value={number}
          onChange={({ target }) => setNumber(target.value)}
        />
        <Field
          label={say('tryLine')}
          hint={say('tryLineWhy')}
          inputMode="tel"
          autoComplete="off"
          value={line}
          onChange={({ target }) => setLine(target.value.trim())}
        />
      </div>
      <div>
        <Button
          busy={busy !== null}
          disabled={number.trim() === '' || !ruleFits(draft)}
          onClick={() => void rehearse()}
        >
          {say('tryIt')}
        </Button>
      </div>
      {tried === null ? null : <Tried tried={tried} />}
    </fieldset>
  );
}

function Tried({ tried }: { readonly tried: DialRehearsalOut }) {
  const say = useTexts(TRUNK_TEXTS);
  const { called, caller, why, headers, codecs } = tried;
  return (
    <dl className={styles['facts']} aria-live="polite">
      <div>
        <dt>{say('goesAs')}</dt>
        <dd>
          <strong>{called}</strong>
        </dd>
      </div>
      <div>
        <dt>{say('whyOf')}</dt>
        <dd>{why.map((step) => say(`why.${step}`)).join('; ')}</dd>
      </div>
      <div>
        <dt>{say('shows')}</dt>
        <dd>{caller || say('showsNone')}</dd>
      </div>
      <div>
        <dt>{say('headers')}</dt>
        <dd>{headers.map(({ name, value }) => `${name}: ${value}`).join('; ') || say('none')}</dd>
      </div>
      <div>
        <dt>{say('codecs')}</dt>
        <dd>{codecs.join(', ') || say('none')}</dd>
      </div>
    </dl>
  );
}
