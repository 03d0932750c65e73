import type { ReactNode } from 'react';
import type { QuartileDayOut } from '../../../contract/quartile-wire.js';
import { CheckField, SelectField } from '../../shell/components/field.js';
import { Panel } from '../../shell/components/panel.js';
import { type Column, Table } from '../../shell/components/table.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { useWords } from '../../shell/texts/use-words.js';
import styles from '../admin.module.css';
import { NumberField } from '../number-field.js';
import { ReadState } from '../read-state.js';
import type { Draft } from './campaign-draft.js';
import { useQuartiles } from './campaign-queries.js';
import { MODES } from './dial-fields.js';
import type { EditorProps } from './editor-props.js';
import { QUARTILE_TEXTS } from './quartile-texts.js';

type Rule = NonNullable<Draft['quartileModes']>;
type Made = NonNullable<QuartileDayOut['made']>;
type Agent = Made['agents'][number];

/** What is asked for first: the best ahead by predictive, the next by power, the others as the campaign. */
const FIRST: Rule = {
  measure: 'success',
  days: 20,
  leastTalks: 50,
  marginPercent: 5,
  modes: ['predictive', 'power', null, null],
};

/** A mode for each quartile of the campaign's agents, and the quartiles that hold today. */
export function QuartilePanel(props: Omit<EditorProps, 'form'> & { readonly id: string }) {
  const say = useTexts(QUARTILE_TEXTS);
  const { id, draft, onChange } = props;
  const query = useQuartiles(id);
  const rule = draft.quartileModes;
  const { data } = query;
  return (
    <Panel title={say('title')}>
      <p className={styles['note']}>{say('why')}</p>
      <p className={styles['note']}>{say('nr17')}</p>
      <ReadState query={query} />
      <fieldset className={styles['group']} disabled={props.readOnly}>
        <CheckField
          label={say('on')}
          checked={rule !== null}
          onChange={(event) => onChange({ quartileModes: event.target.checked ? FIRST : null })}
        />
        {rule === null || data === undefined ? null : (
          <RuleFields {...props} rule={rule} ranges={data.ranges} />
        )}
      </fieldset>
      {rule === null || data === undefined ? null : <MadeTable made={data.made} />}
    </Panel>
  );
}

function RuleFields({
  rule,
  ranges,
  refused,
  onChange,
}: Omit<EditorProps, 'form'> & { readonly rule: Rule; readonly ranges: QuartileDayOut['ranges'] }) {
  const say = useTexts(QUARTILE_TEXTS);
  const words = useWords();
  const set = (change: Partial<Rule>): void => onChange({ quartileModes: { ...rule, ...change } });
  const figure = (name: keyof QuartileDayOut['ranges']): ReactNode => (
    <NumberField
      label={say(name)}
      why={say(`${name}Why`)}
      {...ranges[name]}
      unit="count"
      value={rule[name]}
      refused={refused['quartileModes']}
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <div className={styles['fields']}>
      {rule.modes.map((mode, place) => (
        <SelectField
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the quartile
          key={place}
          label={say('quartile', { n: place + 1 })}
          value={mode ?? ''}
          onChange={(event) => set({ modes: withMode(rule.modes, place, event.target.value) })}
        >
          <option value="">{say('asCampaign')}</option>
          {MODES.map((word) => (
            <option key={word} value={word}>
              {words('mode', word)}
            </option>
          ))}
        </SelectField>
      ))}
      <SelectField
        label={say('measure')}
        hint={say('measureWhy')}
        value={rule.measure}
        onChange={(event) => set({ measure: event.target.value as Rule['measure'] })}
      >
        <option value="success">{say('measure.success')}</option>
        <option value="production">{say('measure.production')}</option>
      </SelectField>
      {figure('days')}
      {figure('leastTalks')}
      {figure('marginPercent')}
    </div>
  );
}

function withMode(
  [first, second, third, fourth]: Rule['modes'],
  place: number,
  chosen: string,
): Rule['modes'] {
  const mode = MODES.find((word) => word === chosen) ?? null;
  const at = (index: number, now: Rule['modes'][number]) => (index === place ? mode : now);
  return [at(0, first), at(1, second), at(2, third), at(3, fourth)];
}

function MadeTable({ made }: { readonly made: Made | null }) {
  const say = useTexts(QUARTILE_TEXTS);
  const { date, number } = useFormats();
  if (made === null) {
    return <p className={styles['note']}>{say('notMade')}</p>;
  }
  // Noon in Brasília is the same date everywhere it is shown.
  const day = (text: string): string => date(Date.parse(`${text}T15:00:00Z`));
  const figure = (value: number | null): string => (value === null ? '–' : number(value));
  const columns: readonly Column<Agent>[] = [
    { key: 'agent', head: say('agent'), cell: ({ agentId }) => agentId },
    { key: 'now', head: say('now'), number: true, cell: ({ quartile }) => figure(quartile) },
    { key: 'before', head: say('before'), number: true, cell: ({ before }) => figure(before) },
    { key: 'place', head: say('place'), number: true, cell: ({ place }) => figure(place) },
    { key: 'value', head: say('value'), number: true, cell: ({ value }) => number(Number(value), 2) },
    { key: 'talks', head: say('talks'), number: true, cell: ({ talks }) => number(talks) },
    { key: 'why', head: say('reason'), cell: ({ why }) => say(`why.${why}`) },
  ];
  const { first, last, ranked } = made;
  return (
    <>
      <p>{say('made', { day: day(made.day), first: day(first), last: day(last), ranked })}</p>
      <Table
        caption={say('table')}
        columns={columns}
        rows={made.agents}
        keyOf={({ agentId }) => agentId}
        empty={say('none')}
      />
    </>
  );
}
