import { readFileSync } from 'node:fs';
import path from 'node:path';

const style = readFileSync(path.join(__dirname, '../../../src/web/shared/style.css'), 'utf8');

/** The colours of the light scheme, then those of the dark one. */
const schemes = [...style.matchAll(/:root \{([^}]*)\}/g)].map(
  ([, block = '']) =>
    new Map([...block.matchAll(/--([\w-]+): (#\w+)/g)].map(([, name = '', it = '']) => [name, it])),
);

/** Relative luminance by WCAG 2.2. */
function luminance(color: string): number {
  const digits =
    color.length === 4 ? [...color.slice(1)].map((digit) => digit + digit).join('') : color.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((from) => {
    const share = parseInt(digits.slice(from, from + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT_ON_GROUND = [
  ['ink', 'card'],
  ['ink', 'ground'],
  ['ink', 'note'],
  ['quiet', 'card'],
  ['quiet', 'ground'],
  ['accent', 'card'],
  ['accent', 'ground'],
  ['accent-strong', 'card'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['good', 'card'],
  ['attention', 'card'],
];

describe.each([
  ['light', 0],
  ['dark', 1],
])('in the %s scheme', (_name, index) => {
  test.each(TEXT_ON_GROUND)('%s can be read on %s (WCAG AA)', (ink = '', ground = '') => {
    const scheme = schemes[index];
    expect(contrast(scheme?.get(ink) ?? '', scheme?.get(ground) ?? '')).toBeGreaterThanOrEqual(4.5);
  });
});
