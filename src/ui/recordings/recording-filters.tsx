import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useState } from 'react';
import type { CampaignFormOut } from '../../contract/campaign-form-wire.js';
import { api } from '../shell/api.js';
import { Button } from '../shell/components/button.js';
import { Field, SelectField } from '../shell/components/field.js';
import { useLive } from '../shell/live/live-context.js';
import { useSession } from '../shell/session/session-context.js';
import { useTexts } from '../shell/texts/texts.js';
import { useWords } from '../shell/texts/use-words.js';
import styles from './recordings.module.css';
import { RECORDINGS_TEXTS } from './recordings-texts.js';

export interface Wanted {
  readonly campaign: string;
  readonly agent: string;
  readonly day: string;
  readonly phone: string;
  readonly disposition: string;
  readonly leastSeconds: string;
  readonly mostSeconds: string;
}

export const ANY: Wanted = {
  campaign: '',
  agent: '',
  day: '',
  phone: '',
  disposition: '',
  leastSeconds: '',
  mostSeconds: '',
};

const PHONE = /^\+[1-9][0-9]{6,14}$/;

/** The words of dispositions, by the reason each stands for. */
export function useDispositions(): (code: string) => string {
  const words = useWords();
  const { data } = useDispositionCodes();
  return (code) => {
    const found = data?.find((one) => one.code === code);
    return found === undefined ? code : words('reason', found.reason);
  };
}

/** The dispositions a call may have. */
export function useDispositionCodes() {
  return useQuery({
    queryKey: ['campaign-form'],
    queryFn: () => api<CampaignFormOut>('GET', '/v1/campaign-form'),
    staleTime: Number.POSITIVE_INFINITY,
    select: ({ dispositions }) => dispositions,
  });
}

/** What is searched by; nothing is asked before it is sent. */
export function RecordingFilters({ onSearch }: { readonly onSearch: (wanted: Wanted) => void }) {
  const say = useTexts(RECORDINGS_TEXTS);
  const { may } = useSession();
  const [wanted, setWanted] = useState(ANY);
  const campaigns = useLive((live) => live.campaigns);
  const agents = useLive((live) => live.agents);
  const { data: codes } = useDispositionCodes();
  const nameOf = useDispositions();
  const set = (key: keyof Wanted) => ({
    value: wanted[key],
    onChange: ({ target }: { readonly target: { readonly value: string } }) =>
      setWanted((now) => ({ ...now, [key]: target.value })),
  });
  const phoneIsWrong = wanted.phone !== '' && !PHONE.test(wanted.phone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!phoneIsWrong) {
      onSearch(wanted);
    }
  };
  return (
    <search>
      <form className={styles['filters']} onSubmit={submit}>
        <SelectField label={say('campaign')} {...set('campaign')}>
          <option value="">{say('allOf')}</option>
          {[...campaigns.values()].map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField label={say('agent')} {...set('agent')}>
          <option value="">{say('all')}</option>
          {[...agents.values()].map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <Field label={say('day')} type="date" {...set('day')} />
        <SelectField label={say('disposition')} {...set('disposition')}>
          <option value="">{say('allOf')}</option>
          {(codes ?? []).map(({ code }) => (
            <option key={code} value={code}>
              {nameOf(code)}
            </option>
          ))}
        </SelectField>
        {may('see_clear') ? (
          <Field
            label={say('phone')}
            type="tel"
            autoComplete="off"
            placeholder="+5511987654321"
            {...(phoneIsWrong ? { error: say('phoneWrong') } : {})}
            {...set('phone')}
          />
        ) : null}
        <Field label={say('least')} type="number" min={0} max={86_400} {...set('leastSeconds')} />
        <Field label={say('most')} type="number" min={0} max={86_400} {...set('mostSeconds')} />
        <div className={styles['go']}>
          <Button tone="go" type="submit">
            {say('search')}
          </Button>
          <Button
            tone="quiet"
            onClick={() => {
              setWanted(ANY);
              onSearch(ANY);
            }}
          >
            {say('clear')}
          </Button>
        </div>
      </form>
    </search>
  );
}
