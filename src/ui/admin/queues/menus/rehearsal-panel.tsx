import type { MenuRehearsalOut } from '../../../../contract/menu-wire.js';
import { Button } from '../../../shell/components/button.js';
import { CheckField, Field } from '../../../shell/components/field.js';
import { Panel } from '../../../shell/components/panel.js';
import { useFormats } from '../../../shell/texts/formats.js';
import { useTexts } from '../../../shell/texts/texts.js';
import styles from '../../admin.module.css';
import { KEYS } from './menu-draft.js';
import { MENU_TEXTS } from './menu-texts.js';
import own from './menus.module.css';
import { type MenuRehearsal, useProductSounds } from './use-rehearsal.js';

type Step = NonNullable<MenuRehearsalOut['rehearsal']>['steps'][number];

/** A call to the menu as it stands in the form: when, who, and key by key what he meets. */
export function MenuRehearsalPanel({ rehearsed }: { readonly rehearsed: MenuRehearsal }) {
  const say = useTexts(MENU_TEXTS);
  const { at, setAt, recognised, setRecognised, rehearsal, faults, error, begin } = rehearsed;
  return (
    <Panel title={say('tryTitle')}>
      <p className={styles['note']}>{say('tryWhy')}</p>
      <Field
        label={say('tryAt')}
        type="datetime-local"
        required
        value={at}
        onChange={({ target }) => setAt(target.value)}
      />
      <CheckField
        label={say('tryKnown')}
        checked={recognised}
        onChange={({ target }) => setRecognised(target.checked)}
      />
      {error === null ? null : (
        <p role="alert" className="bad">
          ✕ {error.message}
        </p>
      )}
      {rehearsal === null ? (
        <p className="soft">{faults.length > 0 ? say('tryFaults') : ''}</p>
      ) : (
        <>
          <h3>{say('way')}</h3>
          <ol className={own['way']} aria-live="polite">
            {rehearsal.steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the call
              <li key={index}>
                <StepLine step={step} />
              </li>
            ))}
          </ol>
          <Keypad rehearsed={rehearsed} />
        </>
      )}
      <div>
        <Button onClick={begin}>{say('tryAgain')}</Button>
      </div>
    </Panel>
  );
}

/** The telephone of the played caller, while he is asked something. */
function Keypad({ rehearsed: { rehearsal, answer, old } }: { readonly rehearsed: MenuRehearsal }) {
  const say = useTexts(MENU_TEXTS);
  const awaits = rehearsal?.awaits ?? null;
  if (awaits === null) {
    return null;
  }
  const means = (key: string) => awaits.keys.some((one) => one === key);
  return (
    <>
      <p>{say('asks', { node: awaits.node })}</p>
      <div className={own['pad']}>
        {KEYS.map((key) => (
          <Button
            key={key}
            tone={means(key) ? 'plain' : 'quiet'}
            busy={old}
            aria-label={means(key) ? say('press', { key }) : say('pressFree', { key })}
            onClick={() => answer({ kind: 'key', digit: key })}
          >
            {key}
          </Button>
        ))}
      </div>
      <div>
        <Button busy={old} onClick={() => answer({ kind: 'silence' })}>
          {say('silence')}
        </Button>
      </div>
    </>
  );
}

function StepLine({ step }: { readonly step: Step }) {
  const say = useTexts(MENU_TEXTS);
  const { number } = useFormats();
  switch (step.kind) {
    case 'heard':
      return <Heard node={step.node} sounds={step.sounds} />;
    case 'key':
      return say('pressed', { key: step.digit });
    case 'silence':
      return say('silent', { n: number(step.ms / 1000, 1) });
    case 'hours':
      return say(step.open ? 'open' : 'closed', { queue: step.queueId });
    case 'recognised':
      return say(step.yes ? 'knownYes' : 'knownNo');
    case 'optOut':
      return say('optOut');
    case 'end':
      return <strong>{endText(say, step.end)}</strong>;
  }
}

/** Sounds by name, with the words of those that come with the product. */
function Heard({ node, sounds }: { readonly node: string; readonly sounds: readonly string[] }) {
  const say = useTexts(MENU_TEXTS);
  const known = useProductSounds();
  const words = sounds.flatMap((sound) => known.find(({ name }) => name === sound)?.words ?? []);
  return (
    <>
      {say('heard', { sounds: sounds.join(', ') })} <span className="soft">({say('at', { node })})</span>
      {words.length === 0 ? null : (
        <span lang="pt-BR" className={own['words']}>
          “{words.join(' ')}”
        </span>
      )}
    </>
  );
}

function endText(
  say: ReturnType<typeof useTexts<(typeof MENU_TEXTS)['pt-BR']>>,
  end: Extract<Step, { kind: 'end' }>['end'],
): string {
  switch (end.kind) {
    case 'queue':
      return say('end.queue', { queue: end.queueId });
    case 'callback':
      return say('end.callback', { queue: end.queueId });
    case 'hangUp':
      return say('end.hangUp');
    case 'left':
      return say('end.left', { node: end.nodeId });
  }
}
