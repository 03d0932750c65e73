import type { ScreenEntry } from '../shell/screen-entry.js';
import { BILLING_TITLE_TEXTS } from './billing-title-texts.js';

export const billingScreen: ScreenEntry = {
  path: '/billing',
  title: { 'pt-BR': BILLING_TITLE_TEXTS['pt-BR'].title, en: BILLING_TITLE_TEXTS.en.title },
  needs: 'see',
  load: async () => (await import('./billing-screen.js')).BillingScreen,
};
