import { useState } from 'react';
import { CheckField, Field } from '../../shell/components/field.js';
import { useTexts } from '../../shell/texts/texts.js';
import styles from '../admin.module.css';
import type { Draft } from './campaign-draft.js';
import type { EditorProps } from './editor-props.js';
import { SETTINGS_TEXTS } from './settings-texts.js';

type Calendar = NonNullable<Draft['calendar']>;
type Hours = NonNullable<Calendar['hours']>;

const DAYS = ['weekday', 'saturday', 'sunday'] as const;
const FRESH: Calendar = {
  hours: { weekday: '09:00-18:00', saturday: null, sunday: null },
  from: null,
  until: null,
  closed: [],
};
const ALL_DAY: Hours = { weekday: '00:00-24:00', saturday: '00:00-24:00', sunday: '00:00-24:00' };
const SPAN = /^(([01]\d|2[0-3]):[0-5]\d)-((([01]\d|2[0-3]):[0-5]\d)|24:00)$/;

/** True for `09:00-18:00` and for nothing at all. */
const isSpan = (text: string | null): boolean => {
  const found = text === null ? null : SPAN.exec(text);
  return text === null || (found !== null && (found[1] ?? '') < (found[3] ?? ''));
};

/** Dates as Brazil writes them, or as the wire does; what is none comes back as it is. */
function readDates(typed: string): readonly string[] {
  const words = typed.split(/[\s,;]+/).filter(Boolean);
  return words.map((word) => word.replace(/^(\d{2})\/(\d{2})\/(\d{4})$/, '$3-$2-$1'));
}

const isDate = (word: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(word) && new Date(`${word}T00:00:00Z`).toJSON()?.startsWith(word) === true;
const shown = (date: string): string => date.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$3/$2/$1');

/** True while a calendar in the form is none yet: the server would refuse it. */
export function isCalendarWrong({ calendar }: Draft): boolean {
  return (
    calendar !== null &&
    (DAYS.some((day) => !isSpan(calendar.hours?.[day] ?? null)) ||
      (calendar.from ?? '') > (calendar.until ?? '9') ||
      !calendar.closed.every(isDate))
  );
}

/** The campaign's own hours and dates, narrower than law and policy. */
export function CalendarFields({ draft, readOnly, refused, onChange }: EditorProps) {
  const say = useTexts(SETTINGS_TEXTS);
  const { calendar } = draft;
  const keep = (change: Partial<Calendar>) => onChange({ calendar: { ...FRESH, ...calendar, ...change } });
  return (
    <fieldset className={styles['group']} disabled={readOnly}>
      <legend>{say('group.calendar')}</legend>
      <CheckField
        label={say('calendarOn')}
        checked={calendar !== null}
        onChange={({ target }) => onChange({ calendar: target.checked ? FRESH : null })}
      />
      <p className={styles['note']}>{say('calendarWhy')}</p>
      {refused['calendar'] === undefined ? null : (
        <p role="alert" className="bad">
          ✕ {refused['calendar']}
        </p>
      )}
      {calendar === null ? null : (
        <div className={styles['fields']}>
          {DAYS.map((day) => (
            <Field
              key={day}
              label={say(`hours.${day}`)}
              hint={say('hoursWhy')}
              {...(isSpan(calendar.hours?.[day] ?? null) ? {} : { error: say('hoursWrong') })}
              value={(calendar.hours ?? ALL_DAY)[day] ?? ''}
              onChange={({ target }) =>
                keep({ hours: { ...(calendar.hours ?? ALL_DAY), [day]: target.value.trim() || null } })
              }
            />
          ))}
          <Field
            type="date"
            label={say('dateFrom')}
            hint={say('dateWhy')}
            value={calendar.from ?? ''}
            onChange={({ target }) => keep({ from: target.value || null })}
          />
          <Field
            type="date"
            label={say('dateUntil')}
            hint={say('dateWhy')}
            {...((calendar.from ?? '') > (calendar.until ?? '9') ? { error: say('datesWrong') } : {})}
            value={calendar.until ?? ''}
            onChange={({ target }) => keep({ until: target.value || null })}
          />
          <ClosedDates dates={calendar.closed} onChange={(closed) => keep({ closed })} />
        </div>
      )}
    </fieldset>
  );
}

function ClosedDates({
  dates,
  onChange,
}: {
  readonly dates: readonly string[];
  readonly onChange: (dates: readonly string[]) => void;
}) {
  const say = useTexts(SETTINGS_TEXTS);
  const [typed, setTyped] = useState(() => dates.map(shown).join(' '));
  const wrong = readDates(typed).find((word) => !isDate(word));
  return (
    <Field
      label={say('closed')}
      hint={say('closedWhy')}
      {...(wrong === undefined ? {} : { error: say('closedWrong', { text: wrong }) })}
      value={typed}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(readDates(target.value));
      }}
    />
  );
}
