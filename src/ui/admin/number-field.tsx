import { type ReactNode, useEffect, useId, useState } from 'react';
import { Field } from '../shell/components/field.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import { ADMIN_TEXTS } from './admin-texts.js';
import { type Figure, figureText, rangeOf, readFigure, UNITS } from './figure.js';

interface NumberFieldProps extends Figure {
  readonly label: string;
  readonly value: number;
  readonly why?: ReactNode;
  /** The rule the range comes from. */
  readonly rule?: string | null;
  /** What the server said of it. */
  readonly refused?: string | undefined;
  readonly disabled?: boolean;
  /** NaN while what is written is no legal figure. */
  readonly onChange: (value: number) => void;
}

/** A span of whole seconds, in milliseconds. */
export function SecondsField({
  least = 0,
  ...rest
}: Pick<NumberFieldProps, 'label' | 'value' | 'why' | 'most' | 'refused' | 'onChange'> & {
  readonly least?: number;
}) {
  return <NumberField {...rest} least={least} whole unit="seconds" />;
}

/** A figure within its legal range, in the unit people speak of; the range stands below it. */
export function NumberField({
  label,
  value,
  why,
  rule = null,
  refused,
  disabled,
  onChange,
  ...figure
}: NumberFieldProps) {
  const say = useTexts(ADMIN_TEXTS);
  const { number } = useFormats();
  const id = useId();
  const [text, setText] = useState(() => figureText(value, figure.unit));
  useEffect(() => {
    // Another value came from outside; what is being typed stays as it is.
    if (!Number.isNaN(value)) {
      setText((now) => (readFigure(now, figure.unit) === value ? now : figureText(value, figure.unit)));
    }
  }, [value, figure.unit]);
  const [least, most] = rangeOf(figure);
  const unit = figure.unit === 'count' ? '' : ` ${say(UNITS[figure.unit].word)}`;
  const range = `${say('between', { least: number(least, 2), most: number(most, 2) })}${unit}`;
  const read = readFigure(text, figure.unit);
  const fits = read >= figure.least && read <= figure.most && (!figure.whole || Number.isInteger(read));
  const wrong = Number.isNaN(read)
    ? say('notANumber')
    : fits
      ? refused
      : say('outOfRange', { range: rule === null ? range : `${range} (${rule})` });
  return (
    <Field
      id={id}
      label={`${label}${unit === '' ? '' : ` (${unit.trim()})`}`}
      hint={
        <>
          {range}
          {why === undefined ? null : <> · {why}</>}
        </>
      }
      {...(wrong === undefined ? {} : { error: wrong })}
      inputMode="decimal"
      autoComplete="off"
      disabled={disabled}
      value={text}
      onChange={(event) => {
        const typed = event.target.value;
        setText(typed);
        const next = readFigure(typed, figure.unit);
        const legal =
          next >= figure.least && next <= figure.most && (!figure.whole || Number.isInteger(next));
        onChange(legal ? next : Number.NaN);
      }}
    />
  );
}
