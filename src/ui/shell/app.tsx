import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, useMemo } from 'react';
import { createBrowserRouter, Navigate, RouterProvider } from 'react-router';
import { Button } from './components/button.js';
import { ToastProvider } from './components/toast.js';
import { BrokenScreen, NoScreen } from './layout/broken-screen.js';
import { FirstPassword } from './layout/first-password.js';
import { Frame } from './layout/frame.js';
import { SetUp } from './layout/set-up.js';
import { SignIn } from './layout/sign-in.js';
import { LiveProvider } from './live/live-context.js';
import { loadedScreen } from './loaded-screens.js';
import { isFor, type ScreenEntry } from './screen-entry.js';
import { SessionProvider, useDoor } from './session/session-context.js';
import { setUpSecret } from './session/set-up-secret.js';
import { SHELL_TEXTS } from './texts/shell-texts.js';
import { useTexts } from './texts/texts.js';

const FRESH_MS = 5000;

function routesOf(screens: readonly ScreenEntry[], may: (entry: ScreenEntry) => boolean) {
  return [
    {
      path: '/',
      element: <Frame screens={screens} />,
      children: [
        ...screens.filter(may).map((entry) => {
          const Screen = loadedScreen(entry) ?? lazy(async () => ({ default: await entry.load() }));
          return {
            path: entry.path === '/' ? '/' : `${entry.path}/*`,
            element: <Screen />,
            errorElement: <BrokenScreen />,
          };
        }),
        ...toFirst(screens.filter(may)),
        { path: '*', element: <NoScreen /> },
      ],
    },
  ];
}

/** Who may not see the first screen begins at the first he may. */
function toFirst([first]: readonly ScreenEntry[]) {
  return first === undefined || first.path === '/'
    ? []
    : [{ path: '/', element: <Navigate to={first.path} replace /> }];
}

function House({ screens }: { readonly screens: readonly ScreenEntry[] }) {
  const { state } = useDoor();
  const router = useMemo(
    () =>
      createBrowserRouter(
        routesOf(screens, (entry) => state !== null && isFor(entry, state.session)),
        { basename: '/app' },
      ),
    [screens, state],
  );
  if (state === null) {
    return null;
  }
  return (
    <LiveProvider open={state.may('see')} onSignedOut={state.signOut}>
      <RouterProvider router={router} />
    </LiveProvider>
  );
}

function Door({ screens }: { readonly screens: readonly ScreenEntry[] }) {
  const say = useTexts(SHELL_TEXTS);
  const { status, state, retry } = useDoor();
  switch (status) {
    case 'in':
      return state?.session.mustChangePassword === true ? <FirstPassword /> : <House screens={screens} />;
    case 'out':
      return setUpSecret() === '' ? <SignIn /> : <SetUp />;
    case 'asking':
      return <p className="soft">{say('connecting')}</p>;
    case 'unreachable':
      return (
        <p role="alert">
          {say('offline')} <Button onClick={retry}>{say('tryAgain')}</Button>
        </p>
      );
  }
}

/** The application: session first, then the live link, then the screens of who is here. */
export function App({ screens }: { readonly screens: readonly ScreenEntry[] }) {
  const client = useMemo(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: FRESH_MS, retry: 1 } } }),
    [],
  );
  return (
    <QueryClientProvider client={client}>
      <SessionProvider>
        <ToastProvider>
          <Door screens={screens} />
        </ToastProvider>
      </SessionProvider>
    </QueryClientProvider>
  );
}
