/** The picture that is there from the start: a sun over hills, with edges in every direction and fine stripes. */

const SIDE = 160;

/** Draws it. */
export function drawBuiltIn(canvas: HTMLCanvasElement): void {
  canvas.width = SIDE;
  canvas.height = SIDE;
  const ink = contextOf(canvas);
  const sky = ink.createLinearGradient(0, 0, 0, SIDE);
  sky.addColorStop(0, '#28407f');
  sky.addColorStop(0.65, '#f4a261');
  ink.fillStyle = sky;
  ink.fillRect(0, 0, SIDE, SIDE);
  ink.fillStyle = '#ffe9a8';
  ink.beginPath();
  ink.arc(108, 58, 24, 0, 2 * Math.PI);
  ink.fill();
  hill(ink, 104, 22, '#2f6f62');
  hill(ink, 126, 13, '#173b3a');
  ink.fillStyle = '#e9f1ea';
  for (let x = 8; x < 64; x += 8) ink.fillRect(x, 112, 4, 40);
}

/** A wave from edge to edge, filled down to the ground. */
function hill(ink: CanvasRenderingContext2D, level: number, height: number, colour: string): void {
  ink.fillStyle = colour;
  ink.beginPath();
  ink.moveTo(0, SIDE);
  for (let x = 0; x <= SIDE; x++) ink.lineTo(x, level - height * Math.sin(x / 26 + level));
  ink.lineTo(SIDE, SIDE);
  ink.fill();
}

/** The canvas's 2D context, which every browser has. */
export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser draws no canvas');
  return context;
}
