import type { VNode } from 'preact';
import { create } from 'qrcode';

/** Modules of white that a reader needs around the code. */
const QUIET_ZONE = 4;

/** A QR code as one path of an inline SVG. @param label what the picture says to those who do not see it */
export function QrCode({ content, label }: { content: string; label: string }): VNode {
  const { edge, path } = qrDrawing(content);
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${edge} ${edge}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={edge} height={edge} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

/** The dark modules as the path of an SVG, and the edge of the square that it stands in, quiet zone and all. */
export function qrDrawing(content: string): { edge: number; path: string } {
  const { size, data } = create(content, { errorCorrectionLevel: 'M' }).modules;
  return { edge: size + 2 * QUIET_ZONE, path: pathOf(data, size) };
}

/** One rectangle for each run of dark modules in a row. */
function pathOf(data: Uint8Array, size: number): string {
  let path = '';
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let run = 0;
      while (column + run < size && data[row * size + column + run]) run++;
      if (run > 0) path += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h${run}v1h-${run}z`;
      column += run;
    }
  }
  return path;
}
