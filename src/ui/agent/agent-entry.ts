import type { ScreenEntry } from '../shell/screen-entry.js';
import { AGENT_TEXTS } from './agent-texts.js';

export const agentScreen: ScreenEntry = {
  path: '/agent',
  title: { 'pt-BR': AGENT_TEXTS['pt-BR'].title, en: AGENT_TEXTS.en.title },
  needs: 'work',
  load: async () => (await import('./agent-screen.js')).AgentScreen,
};
