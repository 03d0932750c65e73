import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { PermissionWord, SessionOut } from '../../../contract/session-wire.js';
import { ApiError, api, watchSignedOut } from '../api.js';
import { dropToken, keepToken, keptToken } from './token-keeper.js';

/** Who is here and what he may; `null` while nobody has signed in. */
interface SessionState {
  readonly session: SessionOut;
  may(permission: PermissionWord): boolean;
  signOut(): void;
}

interface SessionDoor {
  readonly status: 'asking' | 'out' | 'in' | 'unreachable';
  readonly state: SessionState | null;
  /** Why it did not work, or '' when it did. */
  signIn(token: string): Promise<string>;
  retry(): void;
}

const Context = createContext<SessionDoor | null>(null);

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [session, setSession] = useState<SessionOut | null>(null);
  const [status, setStatus] = useState<SessionDoor['status']>(keptToken() === '' ? 'out' : 'asking');

  const leave = useCallback(() => {
    dropToken();
    setSession(null);
    setStatus('out');
  }, []);

  const ask = useCallback(async (): Promise<string> => {
    try {
      setSession(await api<SessionOut>('GET', '/v1/session'));
      setStatus('in');
      return '';
    } catch (failure) {
      const lost = failure instanceof ApiError && failure.status === 0;
      setStatus(lost ? 'unreachable' : 'out');
      return failure instanceof Error ? failure.message : String(failure);
    }
  }, []);

  useEffect(() => {
    watchSignedOut(leave);
    if (keptToken() !== '') {
      void ask();
    }
  }, [ask, leave]);

  const door = useMemo<SessionDoor>(
    () => ({
      status,
      state:
        session === null
          ? null
          : {
              session,
              may: (permission) => session.permissions.includes(permission),
              signOut: leave,
            },
      signIn(token) {
        keepToken(token);
        return ask();
      },
      retry: () => void ask(),
    }),
    [session, status, ask, leave],
  );
  return <Context value={door}>{children}</Context>;
}

export function useDoor(): SessionDoor {
  const door = useContext(Context);
  if (door === null) {
    throw new Error('SessionProvider is missing above this component');
  }
  return door;
}

/** Who is here, within screens: somebody has signed in wherever they are shown. */
export function useSession(): SessionState {
  const { state } = useDoor();
  if (state === null) {
    throw new Error('a screen was drawn without a session');
  }
  return state;
}
