import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from '../shell/components/button.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './admin.module.css';
import { ADMIN_TEXTS } from './admin-texts.js';

/** What stands in a place whose data is not there: it comes, or why not. Null once it is. */
export function ReadState({ query }: { readonly query: UseQueryResult<unknown> }) {
  const say = useTexts(ADMIN_TEXTS);
  if (query.data !== undefined) {
    return null;
  }
  if (query.error === null) {
    return <p className="soft">{say('loading')}</p>;
  }
  return (
    <div role="alert" className={styles['row']}>
      <p>{say('failed', { why: query.error.message })}</p>
      <Button onClick={() => void query.refetch()}>{say('again')}</Button>
    </div>
  );
}
