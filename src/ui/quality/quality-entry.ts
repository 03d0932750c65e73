import type { ScreenEntry } from '../shell/screen-entry.js';
import { QUALITY_TEXTS } from './quality-texts.js';

export const qualityScreen: ScreenEntry = {
  path: '/quality',
  title: { 'pt-BR': QUALITY_TEXTS['pt-BR'].title, en: QUALITY_TEXTS.en.title },
  needs: 'see',
  load: async () => (await import('./quality-screen.js')).QualityScreen,
};
