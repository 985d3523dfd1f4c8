/** The paper, reproduced: `npx refold reproduce new-paper`. Its tables and figures are the files beside this one. */
import { paperIn } from '@refold/lab';
import { models } from 'new-paper';

export default await paperIn(import.meta.dirname, {
  reference: 'Authors: Title. Venue and year, arXiv number',
  models,
});
