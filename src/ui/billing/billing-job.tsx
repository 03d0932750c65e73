import type { ReactNode } from 'react';
import type { JobOut } from '../../contract/job-wire.js';
import { JobLine } from '../shell/components/job-line.js';
import { useFormats } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './billing.module.css';
import { BILLING_TEXTS } from './billing-texts.js';
import { BILLING } from './use-billing.js';

interface Props {
  readonly id: string;
  readonly result: (result: NonNullable<JobOut['result']>) => ReactNode;
}

/** How far the counting of a month is: rows read, then what it made. */
export function BillingJob({ id, result }: Props) {
  const say = useTexts(BILLING_TEXTS);
  const { number } = useFormats();
  return (
    <JobLine
      key={id}
      id={id}
      refreshes={BILLING}
      className={styles['row']}
      state={(state) => say(`job.${state}`)}
      progress={({ done }) => say('jobRows', { n: number(done) })}
      result={result}
    />
  );
}
