/** The values of one cell as dots on a line, with the paper's as a ring. */

interface Properties {
  readonly values: readonly number[];
  readonly paper: number | undefined;
}

const [WIDTH, HEIGHT, EDGE] = [320, 30, 10];

export function Spread({ values, paper }: Properties) {
  const finite = values.filter(Number.isFinite);
  const all = paper !== undefined && Number.isFinite(paper) ? [...finite, paper] : finite;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (!(low < high)) return null;
  const at = (value: number) => EDGE + ((value - low) / (high - low)) * (WIDTH - 2 * EDGE);
  const label = `Values from ${low} to ${high}${paper === undefined ? '' : `; the paper’s is ${paper}`}`;
  return (
    <svg class="spread" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <line x1={EDGE} x2={WIDTH - EDGE} y1={HEIGHT / 2} y2={HEIGHT / 2} class="axis" />
      {finite.map((value, i) => (
        <circle key={i} cx={at(value)} cy={HEIGHT / 2} r="5" class="dot" />
      ))}
      {paper !== undefined && Number.isFinite(paper) && <circle cx={at(paper)} cy={HEIGHT / 2} r="7" class="ring" />}
    </svg>
  );
}
