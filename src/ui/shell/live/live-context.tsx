import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { keptToken } from '../session/token-keeper.js';
import { type LiveLink, openLiveLink } from './live-link.js';
import { EMPTY_LIVE, type LiveState } from './live-state.js';

const Context = createContext<LiveLink | null>(null);
const NO_LINK: LiveLink = {
  state: () => EMPTY_LIVE,
  subscribe: () => () => undefined,
  close: () => undefined,
};

/** Opens the page's one live socket for what is below it. */
export function LiveProvider({
  open,
  onSignedOut,
  children,
}: {
  /** Whether who is here may see the live data at all. */
  readonly open: boolean;
  readonly onSignedOut: () => void;
  readonly children: ReactNode;
}) {
  const [link, setLink] = useState<LiveLink>(NO_LINK);
  const signedOut = useRef(onSignedOut);
  signedOut.current = onSignedOut;
  useEffect(() => {
    if (!open) {
      return undefined;
    }
    const opened = openLiveLink(keptToken(), () => signedOut.current());
    setLink(opened);
    return () => opened.close();
  }, [open]);
  return <Context value={link}>{children}</Context>;
}

function useLink(): LiveLink {
  const link = useContext(Context);
  if (link === null) {
    throw new Error('LiveProvider is missing above this component');
  }
  return link;
}

/**
 * A part of the live state: drawn anew only when that part is another object. Choose what the state holds
 * (`(live) => live.agents`), and derive from it with useMemo.
 */
export function useLive<Part>(choose: (live: LiveState) => Part): Part {
  const link = useLink();
  return useSyncExternalStore(link.subscribe, () => choose(link.state()));
}
