import { existsSync } from 'node:fs';
import { fontFor } from '../../../src/web/receipts/fonts';

const DEBIAN = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';

test('what everyone writes is set in the font that is always there', async () => {
  expect((await fontFor('张三 Payment receipt ¥326.00 叁佰贰拾陆元整')).family).toBeUndefined();
});

test('a rare name is set in the font that has it, where it is installed', async () => {
  expect((await fontFor('𠮷田𬎆')).family).toBe(existsSync(DEBIAN) ? 'NotoSansCJKsc-Regular' : undefined);
});

test('a character that no font has does not stop a receipt', async () => {
  expect((await fontFor('\u{10fffd}')).bytes.length).toBeGreaterThan(0);
});

test('a text keeps what the font has, and says by its number what it lacks', async () => {
  const { printed } = await fontFor('x');
  expect(printed('停车 😀️ ¥12 é')).toBe('停车 [U+1F600] ¥12 é');
  expect(printed('a\u200bb\u202ec\ufeff')).toBe('abc');
});
