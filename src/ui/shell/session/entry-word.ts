import { ENTRY_WORDS, type EntryWord } from '../../../contract/entry-words.js';

const KEY = 'entry';

/** What the server says in the address after a way by the provider of identities; taken out of it, so it is said once. */
function takeEntryWord(): EntryWord | null {
  const address = new URL(location.href);
  const said = address.searchParams.get(KEY);
  if (said === null) {
    return null;
  }
  address.searchParams.delete(KEY);
  history.replaceState(history.state, '', address);
  return ENTRY_WORDS.find((word) => word === said) ?? null;
}

/** Of this page since it was opened. */
export const ENTRY_WORD = takeEntryWord();
