import type { ScreenEntry } from '../shell/screen-entry.js';
import { PACING_TEXTS } from './pacing-texts.js';

export const pacingScreen: ScreenEntry = {
  path: '/pacing',
  title: { 'pt-BR': PACING_TEXTS['pt-BR'].title, en: PACING_TEXTS.en.title },
  needs: 'see',
  load: async () => (await import('./pacing-screen.js')).PacingScreen,
};
