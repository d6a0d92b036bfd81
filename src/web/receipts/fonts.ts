import { existsSync, readFileSync } from 'node:fs';

/** A font for Chinese text. The bytes are read once: a file has ten to twenty million of them. */
export interface ReceiptFont {
  bytes: Buffer;
  /** Of a collection (TTC), which of its fonts. */
  family: string | undefined;
  /**
   * The text as this font can print it: without marks that have no shape, and with the number of each character that the
   * font lacks (`[U+1F600]`). A box, or nothing, might stand for anything.
   */
  printed(text: string): string;
}

interface FontSource {
  path: string;
  family?: string;
}

interface OpenFont extends ReceiptFont {
  has(codePoint: number): boolean;
}

/** In the order of preference. The first is always there; the second, of Debian's fonts-noto-cjk, has rare names too. */
const SOURCES: readonly FontSource[] = [
  { path: require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf') },
  { path: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', family: 'NotoSansCJKsc-Regular' },
];

const opened = new Map<FontSource, OpenFont | null>();

/** They turn, join or vary what is around them, and have no shape of their own. */
const MARKS = /[\p{Cf}\p{Variation_Selector}]/gu;
const withoutMarks = (text: string): string => text.replace(MARKS, '');

/** A line ends, or a tab was typed: between words it is a space. */
const CONTROLS = /\p{Cc}+/gu;

const codePointOf = (character: string): number => character.codePointAt(0) ?? 0;
const numberOf = (character: string): string =>
  `[U+${codePointOf(character).toString(16).toUpperCase().padStart(4, '0')}]`;

/**
 * The first font that has every character of the text, else the one that has most: a PDF shows a box for the others
 * and says nothing, so that every text in it has to be `printed`.
 * @throws Error where no font is installed at all
 */
export async function fontFor(text: string): Promise<ReceiptFont> {
  const characters = [...new Set(Array.from(withoutMarks(text), codePointOf))];
  let best: { font: OpenFont; missing: number } | null = null;
  for (const source of SOURCES) {
    const font = await open(source);
    if (!font) continue;
    const missing = characters.filter((it) => !font.has(it)).length;
    if (best === null || missing < best.missing) best = { font, missing };
    if (missing === 0) break;
  }
  if (!best) throw new Error('no font for receipts is installed');
  return best.font;
}

async function open(source: FontSource): Promise<OpenFont | null> {
  const known = opened.get(source);
  if (known !== undefined) return known;
  const font = existsSync(source.path) ? await read(source) : null;
  opened.set(source, font);
  return font;
}

async function read({ path, family }: FontSource): Promise<OpenFont | null> {
  // Only when one is read: it takes long to load, and most processes never draw a receipt.
  const fontkit = await import('fontkit');
  const bytes = readFileSync(path);
  const font = fontkit.create(bytes, family);
  if (!('hasGlyphForCodePoint' in font)) return null;
  const has = (codePoint: number) => font.hasGlyphForCodePoint(codePoint);
  const shown = (character: string) => (has(codePointOf(character)) ? character : numberOf(character));
  const printed = (text: string) => Array.from(withoutMarks(text).replace(CONTROLS, ' '), shown).join('');
  return { bytes, family, has, printed };
}
