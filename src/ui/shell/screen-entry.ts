import type { ComponentType } from 'react';
import type { PermissionWord } from '../../contract/session-wire.js';
import type { Language } from './texts/language.js';

/** A screen of the menu. Its code comes when it is first opened. */
export interface ScreenEntry {
  /** Such as `/floor`; a screen with places of its own ends in `/*`-routes below it. */
  readonly path: string;
  readonly title: Readonly<Record<Language, string>>;
  /** Who lacks it does not see the screen; the server refuses its data all the same. */
  readonly needs: PermissionWord;
  /** Of whoever is here himself: stands at the foot, beside his name. */
  readonly own?: boolean;
  readonly load: () => Promise<ComponentType>;
}
