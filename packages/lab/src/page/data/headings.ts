/** What tables, rows and columns are called on every page. */
export { headingOf, headlineOf, rowHeading } from '../../report/tables.ts';
