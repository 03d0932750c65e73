const KEY = 'cadencia.token';

/** The token of this tab, or '' where there is none. */
export const keptToken = (): string => sessionStorage.getItem(KEY) ?? '';

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

export function dropToken(): void {
  sessionStorage.removeItem(KEY);
}

/** The token comes once in the fragment, which browsers never send, and leaves the address bar at once. */
export function takeTokenOfAddress(): void {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null && token !== '') {
    keepToken(token);
    history.replaceState(null, '', location.pathname + location.search);
  }
}
