import type { ScreenEntry } from '../shell/screen-entry.js';
import { CARRIER_TEXTS } from './carrier-texts.js';

export const carriersScreen: ScreenEntry = {
  path: '/carriers',
  title: { 'pt-BR': CARRIER_TEXTS['pt-BR'].title, en: CARRIER_TEXTS.en.title },
  needs: 'telecom',
  load: async () => (await import('./carriers-screen.js')).CarriersScreen,
};
