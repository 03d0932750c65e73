import type { ScreenEntry } from '../shell/screen-entry.js';
import { COMPLIANCE_TEXTS } from './compliance-texts.js';

export const complianceScreen: ScreenEntry = {
  path: '/compliance',
  title: { 'pt-BR': COMPLIANCE_TEXTS['pt-BR'].title, en: COMPLIANCE_TEXTS.en.title },
  needs: 'see',
  load: async () => (await import('./compliance-screen.js')).ComplianceScreen,
};
