import type { ScreenEntry } from '../shell/screen-entry.js';
import { ADMIN_TEXTS } from './admin-texts.js';

export const adminScreen: ScreenEntry = {
  path: '/admin',
  title: { 'pt-BR': ADMIN_TEXTS['pt-BR'].title, en: ADMIN_TEXTS.en.title },
  needs: 'see',
  load: async () => (await import('./admin-screen.js')).AdminScreen,
};
