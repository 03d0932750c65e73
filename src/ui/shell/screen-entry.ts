import type { ComponentType } from 'react';
import type { PermissionWord, SessionOut } from '../../contract/session-wire.js';
import type { Language } from './texts/language.js';

/** A screen of the menu. Its code comes when it is first opened. */
export interface ScreenEntry {
  /** Such as `/floor`; a screen with places of its own ends in `/*`-routes below it. */
  readonly path: string;
  readonly title: Readonly<Record<Language, string>>;
  /** Who lacks it does not see the screen; the server refuses its data all the same. */
  readonly needs: PermissionWord;
  /** Of one role alone, which sees nothing of the others’ screens. */
  readonly only?: SessionOut['role'];
  /** Of whoever is here himself: stands at the foot, beside his name. */
  readonly own?: boolean;
  readonly load: () => Promise<ComponentType>;
}

/** True for who is to see the screen. */
export function isFor(
  { needs, only }: ScreenEntry,
  { role, permissions }: Pick<SessionOut, 'role' | 'permissions'>,
): boolean {
  return permissions.includes(needs) && (only === undefined || only === role);
}
