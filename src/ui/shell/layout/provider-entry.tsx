import { useQuery } from '@tanstack/react-query';
import type { SignInWaysOut } from '../../../contract/session-wire.js';
import { api } from '../api.js';
import { Button } from '../components/button.js';
import { ENTRY_WORD } from '../session/entry-word.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';
import styles from './sign-in.module.css';

/** The way in by the provider of identities, where there is one, and why it let nobody in the last time. */
export function ProviderEntry() {
  const say = useTexts(SHELL_TEXTS);
  const ways = useQuery({
    queryKey: ['sign-in-ways'],
    queryFn: () => api<SignInWaysOut>('GET', '/v1/oidc'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const provider = ways.data?.provider ?? null;
  const refused = ENTRY_WORD === null || ENTRY_WORD === 'in' ? null : ENTRY_WORD;
  return (
    <>
      {refused === null ? null : (
        <p role="alert" className={styles['refused']}>
          <span aria-hidden="true">✕ </span>
          {say(`entry.${refused}`)}
        </p>
      )}
      {provider === null ? null : (
        <div className={styles['provider']}>
          <Button tone="go" onClick={() => location.assign('/v1/oidc/sign-in')}>
            {provider.name === '' ? say('withProvider') : say('withNamed', { name: provider.name })}
          </Button>
          <p className={styles['or']}>{say('orPassword')}</p>
        </div>
      )}
    </>
  );
}
