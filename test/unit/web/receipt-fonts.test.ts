import { existsSync } from 'node:fs';
import { fontFor } from '../../../src/web/receipts/fonts';

const DEBIAN = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';

test('what everyone writes is set in the font that is always there', () => {
  expect(fontFor('张三 Payment receipt ¥326.00 叁佰贰拾陆元整').path).toContain('NotoSansSC');
});

test('a rare name is set in the font that has it, where it is installed', () => {
  const { path } = fontFor('𠮷田𬎆');
  expect(path.endsWith(existsSync(DEBIAN) ? 'NotoSansCJK-Regular.ttc' : 'NotoSansSC_400Regular.ttf')).toBe(
    true,
  );
});

test('a character that no font has does not stop a receipt', () => {
  expect(fontFor('\u{10fffd}').path).toContain('Noto');
});
