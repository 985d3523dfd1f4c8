/** What the marks and words of a results page mean. */
import { MARKS } from './grid.ts';

/** The legend of a results page, as Markdown. */
export const HOW_TO_READ = `- ${MARKS.match} equals the paper's value to its printed precision; ${MARKS.mismatch} doesn't, and the paper's value follows it. ${MARKS.close} is close to the paper's value, ${MARKS.differs} isn't, or is
  disputed. No mark: the paper prints no value, or its value isn't comparable: other data, another network or schedule, and for speeds another machine.
- ${MARKS['not run']} was not run, for the reason of that number below the table. *Italics*: the paper's value of something that wasn't run here. †: recalled
  value, unverified. **quoted**: the paper takes the value from elsewhere.
- **here**: the network that is trained or timed in the place of the one that the row names. Counts are of the paper's own network.
- ±: standard deviation over *n* seeds, or over rounds of timing.
- A claim **holds** or **does not hold** if the whole 95 % interval of the difference lies on one side, by Student's t over seeds (paired) or rounds
  of timing (Welch); an interval that touches the bound leaves it **undecided**. A sentence that names a size **holds** if the whole interval
  reaches that size, less the column's tolerance, and else **holds in direction**. A difference with × is a quotient.
- *p* says how sure a verdict is by itself, two-sided; *exact*: counts, about which nothing is chance. *together*: what is left of the verdict when
  all claims of a table are to be right at once (Holm's correction); nothing is said where that is the same. Effect sizes are in claims.csv.
- *by a bootstrap*: judged by an earlier version, whose 95 % intervals cover the truth in 74 % of cases at three seeds. These lines await their next run.`;
