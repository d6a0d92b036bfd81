import { existsSync } from 'node:fs';
import * as fontkit from 'fontkit';

/** A font file for Chinese text, and how to find it in a collection. */
export interface FontSource {
  path: string;
  /** Of a collection (TTC), which of its fonts. */
  family?: string;
}

/** In the order of preference. The first is always there; the second, of Debian's fonts-noto-cjk, has rare names too. */
const SOURCES: readonly FontSource[] = [
  { path: require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf') },
  { path: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', family: 'NotoSansCJKsc-Regular' },
];

const opened = new Map<FontSource, fontkit.Font | null>();

/**
 * The first font that has every character of the text, else the one that has most: a PDF shows a box for the others
 * and says nothing.
 */
export function fontFor(text: string): FontSource {
  const characters = [...new Set(Array.from(text, (character) => character.codePointAt(0) ?? 0))];
  const missing = (source: FontSource): number => {
    const font = open(source);
    return font ? characters.filter((it) => !font.hasGlyphForCodePoint(it)).length : Number.POSITIVE_INFINITY;
  };
  let best = { source: SOURCES[0] as FontSource, count: Number.POSITIVE_INFINITY };
  for (const source of SOURCES) {
    const count = missing(source);
    if (count < best.count) best = { source, count };
    if (count === 0) break;
  }
  return best.source;
}

function open(source: FontSource): fontkit.Font | null {
  const known = opened.get(source);
  if (known !== undefined) return known;
  const font = existsSync(source.path) ? fontkit.openSync(source.path, source.family) : null;
  const single = font && 'hasGlyphForCodePoint' in font ? font : null;
  opened.set(source, single);
  return single;
}
