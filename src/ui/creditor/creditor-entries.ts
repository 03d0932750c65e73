import type { ComponentType } from 'react';
import type { ScreenEntry } from '../shell/screen-entry.js';
import { CREDITOR_TEXTS } from './creditor-texts.js';

const entry = (
  path: string,
  text: 'campaigns' | 'recordings' | 'statements',
  load: () => Promise<ComponentType>,
): ScreenEntry => ({
  path,
  title: { 'pt-BR': CREDITOR_TEXTS['pt-BR'][text], en: CREDITOR_TEXTS.en[text] },
  needs: 'enter',
  only: 'creditor',
  load,
});

/** All that a creditor sees, beside his own account. */
export const CREDITOR_SCREENS: readonly ScreenEntry[] = [
  entry('/creditor', 'campaigns', async () => (await import('./today-screen.js')).TodayScreen),
  entry(
    '/creditor-recordings',
    'recordings',
    async () => (await import('./recordings-for-creditor.js')).RecordingsForCreditor,
  ),
  entry(
    '/creditor-statements',
    'statements',
    async () => (await import('./statements-for-creditor.js')).StatementsForCreditor,
  ),
];
