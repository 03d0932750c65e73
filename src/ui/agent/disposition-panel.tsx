import { useEffect, useMemo, useState } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import { Button } from '../shell/components/button.js';
import { CheckField, Field } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { duration } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './agent.module.css';
import { AGENT_TEXTS } from './agent-texts.js';
import { CALLBACK_TEXTS } from './callback-texts.js';
import { type Desk, useDeskNow } from './use-desk.js';

type Disposition = DeskState['campaigns'][number]['dispositions'][number];

interface Props {
  readonly desk: Desk;
  readonly state: DeskState;
  /** What the script came to, or null. */
  readonly proposed: string | null;
  readonly onProtocol: (protocol: string) => void;
}

const CALLBACK = 'retorno_agendado';
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What the call was: sought by a few letters or by Alt with its number, with what follows from it said before. */
export function DispositionPanel({ desk, state, proposed, onProtocol }: Props) {
  const say = useTexts(AGENT_TEXTS);
  const callback = useTexts(CALLBACK_TEXTS);
  const nowMs = useDeskNow(desk.view.offsetMs);
  const [sought, setSought] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [at, setAt] = useState('');
  const [personal, setPersonal] = useState(false);
  const all = useMemo(
    () => state.campaigns.find(({ id }) => id === state.agent.card?.campaignId)?.dispositions ?? [],
    [state.campaigns, state.agent.card?.campaignId],
  );
  const shown = all.filter(({ label }) => plain(label).includes(plain(sought)));
  const chosen = code ?? proposed;
  useNumberKeys(all, setCode);
  const save = async (): Promise<void> => {
    const callback = chosen === CALLBACK ? { callbackAt: at, personal } : {};
    const answer = await desk.command('dispose', { disposition: chosen, ...callback });
    if (answer !== null) {
      onProtocol((answer as { protocol?: string }).protocol ?? '');
    }
  };
  const ready = chosen !== null && (chosen !== CALLBACK || at !== '');
  return (
    <Panel
      title={say('disposition')}
      aside={state.wrapUpByMs === null ? null : say('wrapUpBy', { time: duration(state.wrapUpByMs - nowMs) })}
    >
      <form
        className={styles['stack']}
        onSubmit={(event) => {
          event.preventDefault();
          if (sought !== '' && shown[0] !== undefined && chosen !== shown[0].code) {
            setCode(shown[0].code);
          } else if (ready) {
            void save();
          }
        }}
      >
        <Field
          id="disposition-search"
          label={say('search')}
          hint={say('searchHint')}
          aria-keyshortcuts="Alt+B"
          autoComplete="off"
          value={sought}
          onChange={({ target }) => setSought(target.value)}
        />
        {chosen === CALLBACK ? (
          <>
            <Field
              type="datetime-local"
              label={say('callbackAt')}
              hint={say('callbackHint')}
              required
              value={at}
              onChange={({ target }) => setAt(target.value)}
            />
            <CheckField
              label={callback('personal')}
              checked={personal}
              onChange={({ target }) => setPersonal(target.checked)}
            />
          </>
        ) : null}
        <div className={styles['line']}>
          <Button type="submit" tone="go" busy={desk.busy}>
            {say('dispose')}
          </Button>
          <span className="soft">{chosen === null ? say('mustDispose') : null}</span>
        </div>
        <Choices all={all} shown={shown} chosen={chosen} onChoose={setCode} />
      </form>
    </Panel>
  );
}

/** Alt+1 to Alt+9 choose the first nine. */
function useNumberKeys(all: readonly Disposition[], choose: (code: string) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      const picked = event.altKey && digit !== undefined ? all[Number(digit) - 1] : undefined;
      if (picked !== undefined) {
        event.preventDefault();
        choose(picked.code);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [all, choose]);
}

function Choices({
  all,
  shown,
  chosen,
  onChoose,
}: {
  readonly all: readonly Disposition[];
  readonly shown: readonly Disposition[];
  readonly chosen: string | null;
  readonly onChoose: (code: string) => void;
}) {
  const say = useTexts(AGENT_TEXTS);
  return (
    <fieldset className={styles['choices']}>
      <legend className="unseen">{say('disposition')}</legend>
      {shown.map(({ code, label, effects }) => {
        const place = all.findIndex((one) => one.code === code) + 1;
        return (
          <label key={code} className={styles['choice']}>
            <input
              type="radio"
              name="disposition"
              value={code}
              checked={code === chosen}
              onChange={() => onChoose(code)}
            />
            <span>
              {label}
              {place <= 9 ? <kbd className={styles['kbd']}>Alt+{place}</kbd> : null}
            </span>
            <span className={styles['effects']}>
              {effects.map((effect) => say(`effect.${effect}`)).join(' · ')}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
