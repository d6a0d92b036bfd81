import fc from 'fast-check';

const SURROGATES_FROM = 0xd800;
const SURROGATES = 0x800;
const LAST = 0x10ffff;

const characterOf = (no: number): string => String.fromCodePoint(no < SURROGATES_FROM ? no : no + SURROGATES);

/** @throws TypeError for what is not one character: fast-check asks of any value whether it is one of these. */
function noOf(character: unknown): number {
  const code = typeof character === 'string' ? character.codePointAt(0) : undefined;
  if (code === undefined || String.fromCodePoint(code) !== character) throw new TypeError('not a character');
  return code < SURROGATES_FROM ? code : code - SURROGATES;
}

const character = fc.integer({ min: 0, max: LAST - SURROGATES }).map(characterOf, noOf);

/** Text of any characters: `unit: 'binary'` without its table of all of them, which takes half a second to make. */
export const anyText = (): fc.Arbitrary<string> => fc.string({ unit: character });
