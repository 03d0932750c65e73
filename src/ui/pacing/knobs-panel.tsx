import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { KnobChangeIn, OverrideOut } from '../../contract/knob-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { CheckField, Field, SelectField } from '../shell/components/field.js';
import { Panel } from '../shell/components/panel.js';
import { useToast } from '../shell/components/toast.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import {
  type Draft,
  NUMBER_KNOB_NAMES,
  type NumberKnob,
  type Settings,
  shownValue,
  typedValue,
} from './knob-form.js';
import styles from './pacing.module.css';
import { PACING_TEXTS } from './pacing-texts.js';

interface KnobRange {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly rule: string | null;
  readonly why: string;
}

const MODES = ['preview', 'power', 'predictive', 'paused'] as const;
const MINUTES = [15, 30, 60, 120, 240] as const;
const SWITCHES = ['cancelsRinging', 'keepsListOrder'] as const;

interface KnobsProps {
  readonly settings: Settings;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly change: KnobChangeIn;
}

function useRanges(): ReadonlyMap<string, KnobRange> {
  const { data } = useQuery({
    queryKey: ['knobs'],
    queryFn: () => api<{ items: KnobRange[] }>('GET', '/v1/knobs'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return new Map((data?.items ?? []).map((range) => [range.name, range]));
}

/** Knobs with their legal ranges, turned for a while. */
export function KnobsPanel({ settings, draft, onDraft, change }: KnobsProps) {
  const say = useTexts(PACING_TEXTS);
  const words = useWords();
  const { time } = useFormats();
  const { say: tell, complain } = useToast();
  const client = useQueryClient();
  const [minutes, setMinutes] = useState<number>(30);
  const [reason, setReason] = useState('');
  const { mutate, isPending } = useMutation({
    mutationFn: () => {
      const body = { change, minutes, reason: reason.trim() };
      return api<OverrideOut>('POST', `/v1/campaigns/${settings.id}/overrides`, { body });
    },
    onSuccess: ({ untilMs }) => {
      tell(say('applied', { t: time(untilMs) }));
      onDraft({});
      setReason('');
    },
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: ['campaign', settings.id] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  const changed = Object.keys(change).length > 0;
  return (
    <Panel title={say('knobs')}>
      <p className="soft">{say('knobsHelp')}</p>
      <form className={styles['knobs']} onSubmit={submit}>
        <NumberKnobs settings={settings} draft={draft} onDraft={onDraft} />
        <SelectField
          label={say('knob.mode')}
          value={draft.mode ?? settings.mode}
          onChange={(event) => onDraft({ ...draft, mode: event.target.value as Settings['mode'] })}
        >
          {MODES.map((mode) => (
            <option key={mode} value={mode}>
              {words('mode', mode)}
            </option>
          ))}
        </SelectField>
        <div>
          {SWITCHES.map((knob) => (
            <CheckField
              key={knob}
              label={say(`knob.${knob}`)}
              checked={draft[knob] ?? settings[knob]}
              onChange={(event) => onDraft({ ...draft, [knob]: event.target.checked })}
            />
          ))}
        </div>
        <SelectField
          label={say('forMinutes')}
          value={minutes}
          onChange={(event) => setMinutes(Number(event.target.value))}
        >
          {MINUTES.map((n) => (
            <option key={n} value={n}>
              {say('minutes', { n })}
            </option>
          ))}
        </SelectField>
        <Field
          label={say('why')}
          required
          minLength={3}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button tone="go" type="submit" busy={isPending} disabled={!changed}>
          {changed ? say('apply', { n: minutes }) : say('nothingChanged')}
        </Button>
      </form>
    </Panel>
  );
}

function NumberKnobs({ settings, draft, onDraft }: Omit<KnobsProps, 'change'>) {
  const say = useTexts(PACING_TEXTS);
  const { number } = useFormats();
  const ranges = useRanges();
  const shown = (knob: NumberKnob, value: number) => number(shownValue(knob, value), 2);
  return NUMBER_KNOB_NAMES.map((knob) => {
    const range = ranges.get(knob);
    const value = typedValue(knob, draft[knob]);
    const legal = range === undefined || value === null || (value >= range.low && value <= range.high);
    const between =
      range === undefined ? null : { low: shown(knob, range.low), high: shown(knob, range.high) };
    const hint =
      between === null || range === undefined
        ? ''
        : range.rule === null
          ? say('range', between)
          : say('rangeRule', { ...between, rule: range.rule });
    const wrong =
      legal || between === null || range === undefined
        ? {}
        : {
            error:
              range.rule === null
                ? say('outOfOwnRange', between)
                : say('outOfRange', { ...between, rule: range.rule, why: range.why }),
          };
    return (
      <Field
        key={knob}
        label={say(`knob.${knob}`)}
        hint={hint}
        {...wrong}
        inputMode="decimal"
        placeholder={shown(knob, settings[knob])}
        value={draft[knob] ?? ''}
        onChange={(event) => onDraft({ ...draft, [knob]: event.target.value })}
      />
    );
  });
}
