import { lazy, Suspense } from 'react';
import { Navigate, NavLink, Route, Routes } from 'react-router';
import { NoScreen } from '../shell/layout/broken-screen.js';
import { useSession } from '../shell/session/session-context.js';
import { useLanguage } from '../shell/texts/language.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './admin.module.css';
import { ADMIN_PLACES } from './admin-places.js';
import { ADMIN_TEXTS } from './admin-texts.js';

const LOADED = ADMIN_PLACES.map((place) => ({
  place,
  Screen: lazy(async () => ({ default: await place.load() })),
}));

/** Administration: its places on the left, the chosen one beside them. */
export function AdminScreen() {
  const say = useTexts(ADMIN_TEXTS);
  const language = useLanguage();
  const { may } = useSession();
  const shown = LOADED.filter(({ place }) => may(place.needs));
  const first = shown[0]?.place.path;
  return (
    <div className={styles['admin']}>
      <nav aria-label={say('places')} className={styles['places']}>
        {shown.map(({ place }) => (
          <NavLink key={place.path} to={`/admin/${place.path}`}>
            {place.title[language]}
          </NavLink>
        ))}
      </nav>
      <div className={styles['content']}>
        <Suspense fallback={<p className="soft">{say('loading')}</p>}>
          <Routes>
            {first === undefined ? null : <Route index element={<Navigate to={first} replace />} />}
            {shown.map(({ place, Screen }) => (
              <Route key={place.path} path={`${place.path}/*`} element={<Screen />} />
            ))}
            <Route path="*" element={<NoScreen />} />
          </Routes>
        </Suspense>
      </div>
    </div>
  );
}
