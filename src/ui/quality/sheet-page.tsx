import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { CalibrationOut, QualityFormOut, ScoreOut } from '../../contract/quality-wire.js';
import type { RecordingListOut } from '../../contract/recording-wire.js';
import { RecordingPanel } from '../recordings/recording-panel.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field, SelectField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { useToast } from '../shell/components/toast.js';
import { useSession } from '../shell/session/session-context.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useItemWeight } from './form-dimensions.js';
import styles from './quality.module.css';
import { QUALITY_TEXTS } from './quality-texts.js';
import { EVER, useForms, useQualityChange, useScores } from './use-quality.js';

const MARKS = ['ok', 'nc', 'na'] as const;
const SIDES = ['own', 'client', 'calibration'] as const;
type Mark = (typeof MARKS)[number];
type Side = (typeof SIDES)[number];

/** A call on the left, heard; its sheet on the right, filled in; what others gave below. */
export function SheetPage({ call, drawId }: { readonly call: string; readonly drawId: string | null }) {
  const say = useTexts(QUALITY_TEXTS);
  const { may } = useSession();
  const [place, setPlace] = useSearchParams();
  const forms = useForms().data?.items ?? null;
  const [formId, setFormId] = useState('');
  const form = forms?.find(({ id }) => id === formId) ?? forms?.[0] ?? null;
  const { data } = useQuery({
    queryKey: ['recordings', 'of-call', call],
    queryFn: () => api<RecordingListOut>('GET', `/v1/recordings?${new URLSearchParams({ call })}`),
  });
  const recording = data?.items[0]?.id ?? null;
  const back = () => {
    const tab = place.get('tab') ?? 'draws';
    setPlace(drawId === null ? { tab } : { tab, draw: drawId });
  };
  return (
    <div className={styles['stack']}>
      <div className={styles['row']}>
        <Button onClick={back}>← {say('back')}</Button>
      </div>
      <div className={styles['columns']}>
        <div className={styles['stack']}>
          {recording !== null ? (
            <RecordingPanel id={recording} onClose={null} />
          ) : (
            <p className="soft">{say(data === undefined ? 'loading' : 'noRecording')}</p>
          )}
          <GivenScores call={call} />
        </div>
        <Panel
          title={say('sheet', { id: call })}
          aside={
            forms === null || forms.length < 2 ? null : (
              <SelectField
                label={say('form')}
                value={form?.id ?? ''}
                onChange={({ target }) => setFormId(target.value)}
              >
                {forms.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </SelectField>
            )
          }
        >
          {form === null ? (
            <p className="soft">{say(forms === null ? 'loading' : 'noForms')}</p>
          ) : may('run') ? (
            <Sheet key={`${form.id}@${form.version}`} form={form} call={call} drawId={drawId} />
          ) : null}
        </Panel>
      </div>
    </div>
  );
}

interface SheetProps {
  readonly form: QualityFormOut;
  readonly call: string;
  readonly drawId: string | null;
}

function Sheet({ form, call, drawId }: SheetProps) {
  const say = useTexts(QUALITY_TEXTS);
  const { number } = useFormats();
  const { say: tell } = useToast();
  const [marks, setMarks] = useState<Readonly<Record<string, Mark>>>({});
  const [side, setSide] = useState<Side>('own');
  const [note, setNote] = useState('');
  const ids = form.dimensions.flatMap(({ items }) => items.map(({ id }) => id));
  const left = ids.filter((id) => marks[id] === undefined).length;
  const { mutate, isPending } = useQualityChange(
    () =>
      api<ScoreOut>('POST', '/v1/quality/scores', {
        body: { attemptId: call, formId: form.id, side, drawId, marks, note },
      }),
    ({ score }) => {
      tell(say('saved', { n: number(score, 2) }));
      setMarks({});
      setNote('');
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className={styles['stack']} onSubmit={submit}>
      {form.dimensions.map((dimension) => (
        <Dimension
          key={dimension.id}
          dimension={dimension}
          marks={marks}
          onMark={(id, mark) => setMarks((now) => ({ ...now, [id]: mark }))}
        />
      ))}
      <div className={styles['row']}>
        <Button
          onClick={() => setMarks((now) => ({ ...Object.fromEntries(ids.map((id) => [id, 'ok'])), ...now }))}
        >
          {say('restOk')}
        </Button>
        <span role="status" className="soft">
          {left === 0 ? '' : say('left', { n: left })}
        </span>
      </div>
      <SelectField
        label={say('side')}
        value={side}
        onChange={({ target }) => setSide(SIDES.find((one) => one === target.value) ?? 'own')}
      >
        {SIDES.map((one) => (
          <option key={one} value={one}>
            {say(`side.${one}`)}
          </option>
        ))}
      </SelectField>
      <Field
        label={say('note')}
        maxLength={2000}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      <Button tone="go" type="submit" busy={isPending} disabled={left > 0}>
        {say('save')}
      </Button>
    </form>
  );
}

interface DimensionProps {
  readonly dimension: QualityFormOut['dimensions'][number];
  readonly marks: Readonly<Record<string, Mark>>;
  readonly onMark: (id: string, mark: Mark) => void;
}

function Dimension({ dimension, marks, onMark }: DimensionProps) {
  const say = useTexts(QUALITY_TEXTS);
  const weightOf = useItemWeight();
  return (
    <section className={styles['dimension']}>
      <h3>
        {dimension.name} · {say('points', { n: dimension.points })}
      </h3>
      {dimension.items.map((item) => (
        <fieldset key={item.id} className={styles['item']}>
          <legend>
            {item.text} <span className="soft">({weightOf(item)})</span>
          </legend>
          {MARKS.map((mark) => (
            <label key={mark}>
              <input
                type="radio"
                name={`mark-${item.id}`}
                checked={marks[item.id] === mark}
                onChange={() => onMark(item.id, mark)}
              />
              {say(`mark.${mark}`)}
            </label>
          ))}
        </fieldset>
      ))}
    </section>
  );
}

/** What was given to this call before, and how far apart those are who calibrate by it. */
function GivenScores({ call }: { readonly call: string }) {
  const say = useTexts(QUALITY_TEXTS);
  const { dateTime, number, percent } = useFormats();
  const scores = useScores({ ...EVER, call }).data?.items ?? [];
  const calibrates = scores.filter(({ side }) => side === 'calibration').length > 1;
  const { data } = useQuery({
    queryKey: ['quality', 'calibration', call],
    queryFn: () => api<CalibrationOut>('GET', `/v1/quality/calibration/${encodeURIComponent(call)}`),
    enabled: calibrates,
  });
  if (scores.length === 0) {
    return null;
  }
  return (
    <Panel title={say('before')}>
      <ul className={styles['items']}>
        {scores.map(({ id, by, side, score, atMs, note }) => (
          <li key={id}>
            <strong>{number(score, 2)}</strong> · {by} · {say(`side.${side}`)} · {dateTime(atMs)}{' '}
            <span className="soft">{note}</span>
          </li>
        ))}
      </ul>
      {data === undefined || !calibrates ? null : (
        <section aria-label={say('calibration')}>
          <h3>{say('calibration')}</h3>
          <p>
            {say('calibrationText', {
              mean: number(data.mean, 2),
              spread: number(data.spread, 2),
              agreement: percent(data.agreement),
            })}
          </p>
          <ul className={styles['items']}>
            {data.disputed.map(({ item, marks }) => (
              <li key={item}>
                {item}:{' '}
                {Object.entries(marks)
                  .map(([who, mark]) => `${who} ${say(`mark.${mark}`)}`)
                  .join(' · ')}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Panel>
  );
}
