/** Runs before the page is painted, so that no light page flashes at those who prefer a dark one. */
import { followTheme } from './theme.ts';

followTheme();
