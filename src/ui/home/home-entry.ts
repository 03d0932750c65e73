import type { ScreenEntry } from '../shell/screen-entry.js';
import { HOME_TEXTS } from './home-texts.js';

export const homeScreen: ScreenEntry = {
  path: '/',
  title: { 'pt-BR': HOME_TEXTS['pt-BR'].title, en: HOME_TEXTS.en.title },
  needs: 'see',
  load: async () => (await import('./home-screen.js')).HomeScreen,
};
