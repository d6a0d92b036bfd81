import { redeemTokens, rowsJson, rowsParameter } from '../../../src/db/rows';

const ROWS = [{ id: 'a', amountFen: 12n }];

test('what stands for rows is replaced by their JSON, wherever a statement names it', () => {
  const token = rowsParameter(ROWS);
  expect(redeemTokens([token, 1n, token])).toEqual(['[{"id":"a","amountFen":"12"}]', 1n, rowsJson(ROWS)]);
});

test('it stands for them once, so that nothing is kept', () => {
  const token = rowsParameter(ROWS);
  redeemTokens([token]);
  expect(redeemTokens([token])).toEqual([token]);
});

test('what a caller wrote is never taken for a token', () => {
  const values = ['rows:1', 'rows:', '', null, Buffer.from('rows:1')];
  expect(redeemTokens(values)).toEqual(values);
});

test('statements that were never sent leave no more than a thousand behind', () => {
  const [first, ...others] = Array.from({ length: 1_001 }, () => rowsParameter(ROWS));
  expect(redeemTokens([first])).toEqual([first]);
  expect(redeemTokens(others.slice(-1))).toEqual([rowsJson(ROWS)]);
});
