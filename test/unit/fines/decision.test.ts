import type { DocumentType } from '../../../src/fines/decision';
import { readDecisionNo } from '../../../src/fines/decision-no';
import { parseYuan } from '../../../src/kernel/money';
import { quoteOn } from './decisions';

const refused = (code: string) => expect.objectContaining({ kind: 'rejected', code }) as Error;

describe('what can be paid at all', () => {
  test('R10: a camera record that nobody has dealt with is not a decision', () => {
    expect(() =>
      quoteOn('2026-02-10', { documentType: 'unprocessed_record', serviceOfProcess: null }),
    ).toThrow(refused('NOT_A_DECISION'));
  });

  test.each<[DocumentType, boolean]>([
    ['simple_decision', true],
    ['general_decision', true],
    ['coercive_measure', false],
    ['handling_notice', false],
  ])('R12: a document of type %s can be paid: %s', (documentType, isPayable) => {
    const attempt = () => quoteOn('2026-01-10', { documentType }).totalFen;
    if (isPayable) expect(attempt()).toBe(20_000n);
    else expect(attempt).toThrow(refused('NOT_A_DECISION'));
  });

  test('R13: the simple procedure ends at 200 yuan', () => {
    const simple = (yuan: string) =>
      quoteOn('2026-01-10', { documentType: 'simple_decision', amountFen: parseYuan(yuan) }).totalFen;
    expect(simple('200.00')).toBe(20_000n);
    expect(() => simple('201.00')).toThrow(refused('SIMPLE_PROCEDURE_LIMIT_EXCEEDED'));
  });

  test('a decision that is not served yet cannot be paid', () => {
    expect(() => quoteOn('2026-01-04')).toThrow(refused('FINE_NOT_SERVED'));
    expect(() => quoteOn('2026-01-04', { serviceOfProcess: null })).toThrow(refused('FINE_NOT_SERVED'));
    expect(quoteOn('2026-01-05').totalFen).toBe(20_000n);
  });

  test('a decision over nothing is refused', () => {
    expect(() => quoteOn('2026-01-10', { amountFen: 0n })).toThrow(refused('DECISION_INCONSISTENT'));
  });
});

describe('the number of a decision', () => {
  test('R11: with or without its check digit it is the same number', () => {
    expect(readDecisionNo('3101151900001234')).toEqual({ decisionNo: '310115190000123', checkDigit: '4' });
    expect(readDecisionNo('310115190000123')).toEqual({ decisionNo: '310115190000123', checkDigit: null });
  });

  test.each([
    ['31011519000012', 'length'],
    ['31011519000012345', 'length'],
    ['', 'length'],
    ['31011519000012A', 'not_digits'],
    ['31011519000012٣', 'not_digits'],
    ['３１０１１５１９００００１２３', 'full_width'],
    ['310115 190000123', 'space'],
    ['310115190000123\n', 'space'],
    ['310115\u3000190000123', 'space'],
  ])('R11: %j is refused and says why: %s', (text, problem) => {
    expect(readDecisionNo(text)).toEqual({ problem });
  });
});
