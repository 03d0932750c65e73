import { accountScreen } from './account/account-entry.js';
import { adminScreen } from './admin/admin-entry.js';
import { agentScreen } from './agent/agent-entry.js';
import { billingScreen } from './billing/billing-entry.js';
import { carriersScreen } from './carriers/carriers-entry.js';
import { complianceScreen } from './compliance/compliance-entry.js';
import { CREDITOR_SCREENS } from './creditor/creditor-entries.js';
import { floorScreen } from './floor/floor-entry.js';
import { homeScreen } from './home/home-entry.js';
import { pacingScreen } from './pacing/pacing-entry.js';
import { qualityScreen } from './quality/quality-entry.js';
import { recordingsScreen } from './recordings/recordings-entry.js';
import type { ScreenEntry } from './shell/screen-entry.js';

/** Every screen, in the order of the menu. A screen that is not here does not exist: no link leads nowhere. */
export const SCREENS: readonly ScreenEntry[] = [
  homeScreen,
  ...CREDITOR_SCREENS,
  agentScreen,
  floorScreen,
  pacingScreen,
  carriersScreen,
  recordingsScreen,
  qualityScreen,
  billingScreen,
  complianceScreen,
  adminScreen,
  accountScreen,
];
