import { readVariables } from '../../../src/kernel/variables';
import { channels } from '../../../src/providers';
import { alipayEnvironment } from '../../contract/providers/fakes/alipay-dialect';
import { wechatEnvironment } from '../../contract/providers/fakes/wechat-dialect';

const environments: Record<string, Record<string, string>> = {
  wechat: wechatEnvironment('http://127.0.0.1:4080'),
  alipay: alipayEnvironment('http://127.0.0.1:4080'),
};
const problemsOf = (code: string, change: Record<string, string | undefined>): string[] => {
  const { variables } = channels.find((channel) => channel.code === code)!;
  return readVariables(variables, { ...environments[code], ...change }).problems;
};

describe('the variables of the channels', () => {
  test.each(['wechat', 'alipay'])('of %s are read', (code) => {
    expect(problemsOf(code, {})).toEqual([]);
  });

  test('lead to the real hosts unless said', () => {
    const [wechat, alipay] = channels;
    expect(wechat?.variables.WECHAT_API_BASE_URL?.default).toBe('https://api.mch.weixin.qq.com');
    expect(alipay?.variables.ALIPAY_GATEWAY_URL?.default).toBe('https://openapi.alipay.com/gateway.do');
  });

  test.each([
    ['wechat', 'WECHAT_API_BASE_URL', 'http://pay.example'],
    ['wechat', 'WECHAT_API_BASE_URL', 'https://pay.example/v3'],
    ['wechat', 'WECHAT_API_BASE_URL', 'http://127.0.0.1.evil.example'],
    ['wechat', 'WECHAT_API_BASE_URL', 'ftp://127.0.0.1'],
    ['wechat', 'WECHAT_MCH_ID', '19/00'],
    ['wechat', 'WECHAT_MCH_PRIVATE_KEY', 'private-looking text'],
    ['wechat', 'WECHAT_API_V3_KEY', '31 bytes are not enough for it.'],
    ['wechat', 'WECHAT_PUBLIC_KEY', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
    ['wechat', 'WECHAT_PLATFORM_CERTIFICATES', 'no certificate'],
    ['wechat', 'WECHAT_TIMEOUT_MS', '5 s'],
    ['wechat', 'WECHAT_FEE_RATE', '0.6%'],
    ['alipay', 'ALIPAY_GATEWAY_URL', 'http://pay.example/gateway.do'],
    ['alipay', 'ALIPAY_PRIVATE_KEY', 'cHJpdmF0ZS1sb29raW5nIHRleHQ='],
    ['alipay', 'ALIPAY_PUBLIC_KEY', 'AAAA'],
    ['alipay', 'ALIPAY_FEE_RATE', '1.5'],
  ])('of %s refuse %s=%s without repeating it', (code, name, value) => {
    const problems = problemsOf(code, { [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: must be`));
    expect(problems[0]).not.toContain(value);
  });

  test('may carry the line breaks of a key as \\n', () => {
    const key = environments.wechat!.WECHAT_MCH_PRIVATE_KEY!.replaceAll('\n', '\\n');
    expect(problemsOf('wechat', { WECHAT_MCH_PRIVATE_KEY: key })).toEqual([]);
  });
});
