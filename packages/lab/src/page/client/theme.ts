/** Light and dark: what the system prefers, or what the reader chose. */

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'refold-theme';
const prefersDark = matchMedia('(prefers-color-scheme: dark)');

/** What the reader chose; a browser may keep nothing for pages from a disk. */
export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.find(theme => theme === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Shows the page in a theme, and keeps it for the next visit where that is possible. */
export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // It is chosen for this visit only.
  }
  apply(theme);
}

/** Shows the page in the chosen theme, now and whenever the system's changes. */
export function followTheme(): void {
  apply(chosenTheme());
  prefersDark.addEventListener('change', () => apply(chosenTheme()));
}

function apply(theme: Theme): void {
  document.documentElement.dataset.theme = theme === 'system' ? (prefersDark.matches ? 'dark' : 'light') : theme;
}
