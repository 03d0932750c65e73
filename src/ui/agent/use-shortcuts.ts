import { useEffect } from 'react';
import type { DeskState } from '../../contract/desk-message.js';
import type { Desk } from './use-desk.js';

const focus = (id: string) => () => document.getElementById(id)?.focus();

/** Alt with a letter, from anywhere on the page. */
export function useShortcuts(desk: Desk, state: DeskState): void {
  useEffect(() => {
    const inTalk = (verb: string) => () => void (state.talk === null ? undefined : desk.command(verb));
    const actions = new Map<string, () => void>([
      ['KeyD', () => void desk.command('ready')],
      ['KeyP', focus('pause-reason')],
      ['KeyE', inTalk(state.talk?.state === 'held' ? 'resume' : 'hold')],
      ['KeyM', () => desk.webPhone.mute(!desk.phone.muted)],
      ['KeyG', inTalk('hangup')],
      ['KeyB', focus('disposition-search')],
      ['KeyT', focus('transfer-kind')],
      ['KeyJ', () => void desk.command(state.agent.helpSinceMs === null ? 'help' : 'help-withdraw')],
    ]);
    const onKey = (event: KeyboardEvent): void => {
      const plain = event.altKey && !event.ctrlKey && !event.metaKey && !event.repeat;
      const action = plain ? actions.get(event.code) : undefined;
      if (action !== undefined) {
        event.preventDefault();
        action();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [desk, state.talk, state.agent.helpSinceMs]);
}
