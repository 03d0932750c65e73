import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { PermissionWord, SessionOut, SignedOutOut } from '../../../contract/session-wire.js';
import { ApiError, api, watchSignedOut } from '../api.js';
import { ENTRY_WORD } from './entry-word.js';
import { dropToken, keepToken, keptToken } from './token-keeper.js';

/** Who is here and what he may. */
interface SessionState {
  readonly session: SessionOut;
  may(permission: PermissionWord): boolean;
  signOut(): void;
  /** Takes a session the server answered with: after a change of password, or of the second factor. */
  renew(session: SessionOut): void;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly code?: string;
}

interface SessionDoor {
  readonly status: 'asking' | 'out' | 'in' | 'unreachable';
  readonly state: SessionState | null;
  /** Rejects with what the door said. */
  signIn(credentials: Credentials): Promise<void>;
  signInWithToken(token: string): Promise<void>;
  retry(): void;
}

const Context = createContext<SessionDoor | null>(null);

/** Scripts cannot see the cookie: this says whether to ask about it. */
const MAYBE_IN = 'cadencia.maybe-in';

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [session, setSession] = useState<SessionOut | null>(null);
  const known = keptToken() !== '' || ENTRY_WORD === 'in' || localStorage.getItem(MAYBE_IN) !== null;
  const [status, setStatus] = useState<SessionDoor['status']>(known ? 'asking' : 'out');
  const asked = useRef(false);

  const enter = useCallback((next: SessionOut) => {
    localStorage.setItem(MAYBE_IN, '1');
    setSession(next);
    setStatus('in');
  }, []);

  const leave = useCallback(() => {
    dropToken();
    localStorage.removeItem(MAYBE_IN);
    setSession(null);
    setStatus('out');
  }, []);

  const ask = useCallback(async (): Promise<void> => {
    try {
      enter(await api<SessionOut>('GET', '/v1/session'));
    } catch (failure) {
      setStatus(failure instanceof ApiError && failure.status === 0 ? 'unreachable' : 'out');
      throw failure;
    }
  }, [enter]);

  useEffect(() => {
    watchSignedOut(leave);
    if (known && !asked.current) {
      asked.current = true;
      ask().catch(() => undefined);
    }
  }, [ask, leave, known]);

  const door = useMemo<SessionDoor>(
    () => ({
      status,
      state:
        session === null
          ? null
          : {
              session,
              may: (permission) => session.permissions.includes(permission),
              signOut() {
                const over =
                  session.kind === 'user'
                    ? api<SignedOutOut>('DELETE', '/v1/session')
                    : Promise.resolve(null);
                over
                  .then((said) => said?.providerUrl ?? null)
                  .catch(() => null)
                  .then((providerUrl) => {
                    leave();
                    if (providerUrl !== null) {
                      location.assign(providerUrl);
                    }
                  });
              },
              renew: setSession,
            },
      signIn: async (credentials) =>
        enter(await api<SessionOut>('POST', '/v1/session', { body: credentials })),
      signInWithToken(token) {
        keepToken(token);
        return ask();
      },
      retry: () => void ask().catch(() => undefined),
    }),
    [session, status, ask, enter, leave],
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
