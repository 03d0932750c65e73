import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { agentScreen } from './agent/agent-entry.js';
import { openPageDeskAhead } from './agent/page-desk.js';
import { SCREENS } from './screens.js';
import { App } from './shell/app.js';
import { showChosenTheme } from './shell/layout/theme.js';
import { loadAhead } from './shell/loaded-screens.js';
import { takeSetUpSecret } from './shell/session/set-up-secret.js';
import { takeTokenOfAddress } from './shell/session/token-keeper.js';
import './shell/tokens.css';

takeTokenOfAddress();
takeSetUpSecret();
showChosenTheme();
// The screen of the address comes while the session is still asked for.
const asked = SCREENS.find(({ path }) => path !== '/' && location.pathname.startsWith(`/app${path}`));
if (asked?.path === agentScreen.path) {
  openPageDeskAhead();
}
if (asked !== undefined) {
  loadAhead(asked).catch(() => undefined);
}
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App screens={SCREENS} />
    </StrictMode>,
  );
}
