import type { ScreenEntry } from '../shell/screen-entry.js';
import { ACCOUNT_TEXTS } from './account-texts.js';

export const accountScreen: ScreenEntry = {
  path: '/account',
  title: { 'pt-BR': ACCOUNT_TEXTS['pt-BR'].title, en: ACCOUNT_TEXTS.en.title },
  needs: 'enter',
  own: true,
  load: async () => (await import('./account-screen.js')).AccountScreen,
};
