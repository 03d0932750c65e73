import type { ScreenEntry } from '../shell/screen-entry.js';
import { RECORDINGS_TEXTS } from './recordings-texts.js';

export const recordingsScreen: ScreenEntry = {
  path: '/recordings',
  title: { 'pt-BR': RECORDINGS_TEXTS['pt-BR'].title, en: RECORDINGS_TEXTS.en.title },
  needs: 'see',
  load: async () => (await import('./recordings-screen.js')).RecordingsScreen,
};
