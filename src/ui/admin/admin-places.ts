import type { ScreenEntry } from '../shell/screen-entry.js';
import { ADMIN_TEXTS } from './admin-texts.js';
import { FEED_TEXTS } from './feeds/feed-texts.js';
import { REPORT_TEXTS } from './reports/report-texts.js';
import { SWITCH_TEXTS } from './switches/switch-texts.js';
import { USERS_TEXTS } from './users/users-texts.js';

const titled = (key: keyof (typeof ADMIN_TEXTS)['en']) => ({
  'pt-BR': ADMIN_TEXTS['pt-BR'][key],
  en: ADMIN_TEXTS.en[key],
});

/** Every place of administration, in the order of its menu; a path is below `/admin`. */
export const ADMIN_PLACES: readonly ScreenEntry[] = [
  {
    path: 'campaigns',
    title: titled('campaigns'),
    needs: 'see',
    load: async () => (await import('./campaigns/campaigns-place.js')).CampaignsPlace,
  },
  {
    path: 'mailings',
    title: titled('mailings'),
    needs: 'see',
    load: async () => (await import('./mailings/mailings-place.js')).MailingsPlace,
  },
  {
    path: 'scripts',
    title: titled('scripts'),
    needs: 'see',
    load: async () => (await import('./scripts/scripts-place.js')).ScriptsPlace,
  },
  {
    path: 'lines',
    title: titled('lines'),
    needs: 'see',
    load: async () => (await import('./lines/lines-place.js')).LinesPlace,
  },
  {
    path: 'switches',
    title: { 'pt-BR': SWITCH_TEXTS['pt-BR'].title, en: SWITCH_TEXTS.en.title },
    needs: 'see',
    load: async () => (await import('./switches/switches-place.js')).SwitchesPlace,
  },
  {
    path: 'queues',
    title: titled('queues'),
    needs: 'see',
    load: async () => (await import('./queues/queues-place.js')).QueuesPlace,
  },
  {
    path: 'feeds',
    title: { 'pt-BR': FEED_TEXTS['pt-BR'].title, en: FEED_TEXTS.en.title },
    needs: 'see',
    load: async () => (await import('./feeds/feeds-place.js')).FeedsPlace,
  },
  {
    path: 'reports',
    title: { 'pt-BR': REPORT_TEXTS['pt-BR'].title, en: REPORT_TEXTS.en.title },
    needs: 'see',
    load: async () => (await import('./reports/reports-place.js')).ReportsPlace,
  },
  {
    path: 'users',
    title: { 'pt-BR': USERS_TEXTS['pt-BR'].title, en: USERS_TEXTS.en.title },
    needs: 'examine',
    load: async () => (await import('./users/users-place.js')).UsersPlace,
  },
  {
    path: 'pauses',
    title: titled('pauses'),
    needs: 'see',
    load: async () => (await import('./pauses/pauses-place.js')).PausesPlace,
  },
  {
    path: 'pause-plan',
    title: titled('pausePlan'),
    needs: 'see',
    load: async () => (await import('./pause-plan/pause-plan-place.js')).PausePlanPlace,
  },
];
