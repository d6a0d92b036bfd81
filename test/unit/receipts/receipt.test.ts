import { formatReceiptNo, isSameCheckCode, readClaim, receiptCodeOf } from '../../../src/receipts/receipt';

describe('the code and number of a receipt (R33)', () => {
  test('the code has region, class, kind and year: 31010126', () => {
    expect(receiptCodeOf('31', new Date('2026-11-24T10:00:00+08:00'))).toBe('31010126');
  });

  test('the year is that of the day in Beijing on which it is issued', () => {
    expect(receiptCodeOf('31', new Date('2026-12-31T15:59:59Z'))).toBe('31010126');
    expect(receiptCodeOf('31', new Date('2026-12-31T16:00:00Z'))).toBe('31010127');
  });

  test('the number has ten digits: 0000000001', () => {
    expect(formatReceiptNo(1n)).toBe('0000000001');
    expect(formatReceiptNo(9_999_999_999n)).toBe('9999999999');
  });
});

describe('what somebody copied from a receipt', () => {
  const typed = { code: '31010126', no: '0000000001', checkCode: '0k3a1z' };

  test('is read as it stands there', () => {
    expect(readClaim(typed)).toEqual({ code: '31010126', no: 1n, checkCode: '0k3a1z' });
  });

  test('may have blanks, capitals, and letters that look like a digit', () => {
    expect(readClaim({ code: ' 3101 0126', no: '00000 00001　', checkCode: 'OK3 AIZ' })).toEqual(
      readClaim(typed),
    );
  });

  test.each([
    { ...typed, code: '3101012' },
    { ...typed, code: 'abcdefgh' },
    { ...typed, no: '' },
    { ...typed, no: '00000000001' },
    { ...typed, no: '-1' },
    { ...typed, checkCode: '12345' },
    { ...typed, checkCode: '1234五6' },
  ])('is nothing where no receipt can have it: %j', (wrong) => {
    expect(readClaim(wrong)).toBeNull();
  });

  test('a check code is right as a whole only', () => {
    expect(isSameCheckCode('0k3a1z', '0k3a1z')).toBe(true);
    expect(isSameCheckCode('0k3a1z', '0k3a1y')).toBe(false);
  });
});
