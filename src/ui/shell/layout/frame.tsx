import { Suspense } from 'react';
import { NavLink, Outlet } from 'react-router';
import { Button } from '../components/button.js';
import { isFor, type ScreenEntry } from '../screen-entry.js';
import { useSession } from '../session/session-context.js';
import { useLanguage } from '../texts/language.js';
import { SHELL_TEXTS } from '../texts/shell-texts.js';
import { useTexts } from '../texts/texts.js';
import { DataAgeLine } from './data-age.js';
import { EmergencyStop } from './emergency-stop.js';
import styles from './frame.module.css';
import { Preferences } from './preferences.js';

/** What is around every screen: the menu of who is here, the age of the data, the red button. */
export function Frame({ screens }: { readonly screens: readonly ScreenEntry[] }) {
  const say = useTexts(SHELL_TEXTS);
  const language = useLanguage();
  const { session, may, signOut } = useSession();
  const shown = screens.filter((entry) => isFor(entry, session));
  const link = ({ path, title }: ScreenEntry) => (
    <NavLink key={path} to={path} end={path === '/'}>
      {title[language]}
    </NavLink>
  );
  return (
    <div className={styles['frame']}>
      <a className={styles['skip']} href="#main">
        {say('skip')}
      </a>
      <header className={styles['head']}>
        <span className={styles['brand']}>
          <img src="/app/icon.svg" alt="" width="26" height="26" /> <span>Cadência</span>
        </span>
        <nav aria-label={say('menu')} className={styles['menu']}>
          {shown.filter(({ own }) => own !== true).map(link)}
        </nav>
        {may('see') ? <DataAgeLine /> : null}
        <EmergencyStop />
      </header>
      <main id="main" tabIndex={-1} className={styles['main']}>
        <Suspense fallback={<p className="soft">{say('loading')}</p>}>
          <Outlet />
        </Suspense>
      </main>
      <footer className={styles['foot']}>
        <span>{say('signedInAs', { name: session.name, role: say(`role.${session.role}`) })}</span>
        <nav aria-label={say('own')} className={styles['own']}>
          {shown.filter(({ own }) => own === true).map(link)}
        </nav>
        <Preferences />
        <Button tone="quiet" onClick={signOut}>
          {say('signOut')}
        </Button>
      </footer>
    </div>
  );
}
