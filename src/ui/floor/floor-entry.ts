import type { ScreenEntry } from '../shell/screen-entry.js';
import { FLOOR_TEXTS } from './floor-texts.js';

export const floorScreen: ScreenEntry = {
  path: '/floor',
  title: { 'pt-BR': FLOOR_TEXTS['pt-BR'].title, en: FLOOR_TEXTS.en.title },
  needs: 'see',
  load: async () => (await import('./floor-screen.js')).FloorScreen,
};
