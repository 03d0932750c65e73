import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import type { PhoneView, WebPhone } from '../phone/web-phone.js';
import { api } from '../shell/api.js';
import { useToast } from '../shell/components/toast.js';
import type { DeskView } from './desk-link.js';
import { type PageDesk, takePageDesk } from './page-desk.js';

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
  const [parts, setParts] = useState<PageDesk | null>(null);
  useEffect(() => {
    const opened = takePageDesk(agentId);
    setParts(opened);
    return () => {
      opened.close();
      setParts(null);
    };
  }, [agentId]);
  const view = useSyncExternalStore(parts?.link.subscribe ?? NEVER, parts?.link.view ?? NOTHING);
  const phone = useSyncExternalStore(parts?.webPhone.subscribe ?? NEVER, parts?.webPhone.view ?? NO_PHONE);
  const { command, busy } = useCommand(agentId);
  return useMemo(
    () =>
      parts === null || view === null || phone === null
        ? null
        : { webPhone: parts.webPhone, view, phone, command, busy },
    [parts, view, phone, command, busy],
  );
}

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
