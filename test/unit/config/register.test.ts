import { registerOf, registerVariables } from '../../../src/config/register';
import { readVariables } from '../../../src/kernel/variables';

function read(environment: Record<string, string>) {
  const { values, problems } = readVariables(registerVariables, environment);
  return problems.length > 0 ? { problems } : registerOf(values);
}

const GOOD = { REGISTER_URL: 'https://register.example/api/', REGISTER_TOKEN: 'T0ken' };

describe('the register', () => {
  test('is left out where it has no address', () => {
    expect(read({})).toEqual({ register: null });
    expect(read({ REGISTER_TOKEN: 'T0ken' })).toEqual({ register: null });
  });

  test('is reached by its address without a slash at the end, and never shows its token', () => {
    const known = read(GOOD);
    expect(known).toMatchObject({ register: { url: 'https://register.example/api', timeoutMs: 5000 } });
    expect(JSON.stringify(known)).not.toContain('T0ken');
  });

  test('is not reached without a token', () => {
    expect(read({ REGISTER_URL: GOOD.REGISTER_URL })).toEqual({
      problem: 'REGISTER_TOKEN: is required with REGISTER_URL',
    });
  });

  test.each([
    ['without TLS', { REGISTER_URL: 'http://register.example' }],
    ['with a query', { REGISTER_URL: 'https://register.example/?a=1' }],
    ['with a token of two words', { REGISTER_TOKEN: 'two words' }],
    ['with no time to report in', { REGISTER_REPORT_SLA: '0' }],
  ])('%s is refused', (_, bad) => {
    expect(read({ ...GOOD, ...bad })).toMatchObject({ problems: [expect.stringMatching(/^REGISTER_/)] });
  });
});
