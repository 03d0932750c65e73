export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED = 'cadencia.theme';

/** The appearance chosen in this browser. */
export function currentTheme(): Theme {
  const stored = localStorage.getItem(STORED);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

function show(theme: Theme): void {
  if (theme === 'system') {
    delete document.documentElement.dataset['theme'];
  } else {
    document.documentElement.dataset['theme'] = theme;
  }
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(STORED, theme);
  show(theme);
}

/** At the start, before anything is drawn. */
export function showChosenTheme(): void {
  show(currentTheme());
}
