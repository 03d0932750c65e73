import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import { api } from '../shell/api.js';
import { useToast } from '../shell/components/toast.js';
import { keptToken } from '../shell/session/token-keeper.js';
import { DeskLink, type DeskView } from './desk-link.js';
import { type PhoneView, WebPhone } from './web-phone.js';

export type Command = (verb: string, body?: unknown) => Promise<unknown>;

export interface Desk {
  readonly view: DeskView;
  readonly phone: PhoneView;
  readonly webPhone: WebPhone;
  /** Asks the server; a refusal is shown with its reason, and the answer is null. */
  readonly command: Command;
  readonly busy: boolean;
}

/** The agent's socket and telephone, for as long as the screen is open. */
export function useDesk(agentId: string): Desk | null {
  const [parts, setParts] = useState<{ link: DeskLink; webPhone: WebPhone } | null>(null);
  useEffect(() => {
    const webPhone = new WebPhone();
    const token = keptToken();
    const link = new DeskLink(agentId, token, (access) =>
      webPhone.register(agentId, token, access, () => link.say('phoneReady')),
    );
    setParts({ link, webPhone });
    return () => {
      link.close();
      webPhone.close();
      setParts(null);
    };
  }, [agentId]);
  const view = useSyncExternalStore(parts?.link.subscribe ?? NEVER, parts?.link.view ?? NOTHING);
  const phone = useSyncExternalStore(parts?.webPhone.subscribe ?? NEVER, parts?.webPhone.view ?? NO_PHONE);
  const { command, busy } = useCommand(agentId);
  usePageTelephone(agentId, parts, view);
  return useMemo(
    () =>
      parts === null || view === null || phone === null ? null : { ...parts, view, phone, command, busy },
    [parts, view, phone, command, busy],
  );
}

/** Whose telephone this page was. */
const PAGE_KEY = 'cadencia.pagePhone';

const NEVER = () => () => undefined;
const NOTHING = (): DeskView | null => null;
const NO_PHONE = (): PhoneView | null => null;

function useCommand(agentId: string): { readonly command: Command; readonly busy: boolean } {
  const toast = useToast();
  const [running, setRunning] = useState(0);
  const command = useCallback<Command>(
    async (verb, body) => {
      setRunning((count) => count + 1);
      try {
        const path = `/v1/agents/${encodeURIComponent(agentId)}/${verb}`;
        return await api('POST', path, body === undefined ? {} : { body });
      } catch (failure) {
        toast.complain(failure);
        return null;
      } finally {
        setRunning((count) => count - 1);
      }
    },
    [agentId, toast],
  );
  return { command, busy: running > 0 };
}

/** Where the page is the agent's telephone: microphone, secret, registration, and again whenever the page is new. */
function usePageTelephone(
  agentId: string,
  parts: { readonly link: DeskLink; readonly webPhone: WebPhone } | null,
  view: DeskView | null,
): void {
  const isPage = view?.state?.phone.kind === 'page' && view.connected;
  const hasAccess = view?.hasAccess === true;
  const ended = view?.ended ?? null;
  useEffect(() => {
    // Loaded anew: the microphone is asked for while the rest is still on its way.
    if (parts !== null && sessionStorage.getItem(PAGE_KEY) === agentId) {
      void parts.webPhone.openMicrophone();
    }
  }, [agentId, parts]);
  useEffect(() => {
    if (isPage && parts !== null && !hasAccess) {
      sessionStorage.setItem(PAGE_KEY, agentId);
      void parts.webPhone.openMicrophone().then((open) => {
        if (open) {
          parts.link.say('wantPhone');
        }
      });
    }
  }, [agentId, isPage, parts, hasAccess]);
  useEffect(() => {
    if (ended !== null) {
      parts?.webPhone.close();
    }
  }, [ended, parts]);
}

const SECOND_MS = 1000;

/** The server's time, drawn once a second; deadlines are the server's, this only shows them. */
export function useDeskNow(offsetMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNowMs(Date.now()), SECOND_MS);
    return () => window.clearInterval(timer);
  }, []);
  return nowMs + offsetMs;
}

/** The person on the screen: changes with the call, or with the contact that is shown first. */
export function cardKey({ agent: { card } }: DeskState): string {
  return card === null ? '' : `${card.attemptId ?? ''}/${card.contact.id}`;
}
