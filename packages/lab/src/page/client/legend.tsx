/** How the page is read. */
import { CLAIMS, VALUES, type VerdictLook } from './verdicts.ts';

export function Legend() {
  return (
    <details class="legend">
      <summary>How to read this page</summary>
      <div class="legends">
        <Marks heading="Values" looks={VALUES} />
        <Marks heading="Claims" looks={CLAIMS} />
      </div>
      <p>
        In a table the paper’s value stands above the measured one; where a count equals the paper’s, it stands once. A
        ± is the standard deviation over seeds, or over rounds of timing. Press a value or a verdict for all that is
        known of it: every seed, the interval, data, network, backend and commit. Press a heading to sort. In a table,
        arrow keys go from value to value.
      </p>
      <p>
        A claim is judged by Student’s t at 95 %. In the column <em>False · true</em> a sentence is true to the right of
        the upright line, whichever way it is put, or on the band where it says that two are equal; lines of one table
        and column share an axis. Scales say how much of the paper was run: <em>quick</em> is minutes, <em>standard</em>{' '}
        hours, <em>paper</em> the paper’s own data and schedule.
      </p>
    </details>
  );
}

function Marks({
  heading,
  looks,
}: {
  readonly heading: string;
  readonly looks: Readonly<Record<string, VerdictLook>>;
}) {
  return (
    <div>
      <h3>{heading}</h3>
      <dl class="marks">
        {Object.entries(looks).map(([name, { mark, tone, meaning }]) => (
          <div key={name}>
            <dt>
              <span class={`tone ${tone}`} aria-hidden="true">
                {mark}
              </span>{' '}
              {name}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
