let secret = '';

/** The secret of the link that the first admin makes himself by, or '' where the page was opened by none. */
export const setUpSecret = (): string => secret;

/** It comes in the fragment, which browsers never send, leaves the address bar at once and is kept nowhere. */
export function takeSetUpSecret(): void {
  if (location.pathname === '/app/setup' && location.hash.length > 1) {
    secret = location.hash.slice(1);
    history.replaceState(null, '', '/app/');
  }
}

export function dropSetUpSecret(): void {
  secret = '';
}
