import { Secret } from '../../../src/kernel/secret';
import { phoneDigits, phoneKeeper } from '../../../src/orders/payer-phone';

test.each([
  ['13812345678', '13812345678'],
  ['138 1234 5678', '13812345678'],
  ['138-1234-5678', '13812345678'],
  ['+86 138 1234 5678', '13812345678'],
  ['008613812345678', '13812345678'],
  ['021-62345678', '02162345678'],
  ['+852 2345 6789', '85223456789'],
])('%s is one number however it is written', (written, digits) => {
  expect(phoneDigits(written)).toBe(digits);
});

test.each(['', '12345', 'ord_1m8h5c585', '138123456789012', '31000026000000000013', '1381234567x'])(
  '%p is no number of a telephone',
  (text) => {
    expect(phoneDigits(text)).toBeNull();
    expect(phoneKeeper(new Secret('one'))(text)).toBeNull();
  },
);

test('a number is kept under a key: the same for the same number, another one under another key', () => {
  const [keep, other] = [phoneKeeper(new Secret('one')), phoneKeeper(new Secret('other'))];
  expect(keep('+86 13812345678')).toEqual(keep('138 1234 5678'));
  expect(keep('13812345678')?.digest).not.toEqual(keep('13812345679')?.digest);
  expect(keep('13812345678')?.digest).not.toEqual(other('13812345678')?.digest);
  expect(keep('13812345678')?.shown).toBe('138****5678');
  expect(keep('6234567')?.shown).toBe('***4567');
});
