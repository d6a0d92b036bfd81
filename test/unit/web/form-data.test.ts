import { amountText } from '../../../src/web/console/form-data';

test.each([
  ['1200', '1200.00'],
  ['1,200', '1200.00'],
  ['¥1,234,567.8', '1234567.80'],
  ['0.5', '0.50'],
  ['9999999999999.99', '9999999999999.99'],
])('an amount that somebody typed as %s is read', (typed, amount) => {
  expect(amountText(typed)).toBe(amount);
});

test.each(['1,00', '155,02', '1,2,3', '12,3456', ',100', '1,', '01', '1.234', '-1', '1e3', '', undefined])(
  'an amount that somebody typed as %s is none: a comma may have been meant as the decimal point',
  (typed) => {
    expect(amountText(typed)).toBeNull();
  },
);
