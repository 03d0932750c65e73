/** What the sign-in page is told after the provider, in its address. */
export const ENTRY_WORDS = [
  'in',
  'down',
  'refused',
  'not_begun',
  'no_role',
  'unknown',
  'blocked',
  'other_subject',
] as const;
export type EntryWord = (typeof ENTRY_WORDS)[number];
