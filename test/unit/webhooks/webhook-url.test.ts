import { allowedWebhookUrl, parseWebhookUrl } from '../../../src/webhooks/webhook-url';

const strict = { allowInsecureWebhooks: false, allowedHosts: null };

describe('the URL of a webhook', () => {
  test.each([
    'https://portal.example/hooks',
    'https://portal.example:8443/hooks?a=1',
    'http://127.0.0.1:9/x',
  ])('%s can be one', (url) => {
    expect(parseWebhookUrl(url)?.href).toBe(url);
  });

  test.each([
    'http://portal.example/hooks',
    'http://10.0.0.1/hooks',
    'ftp://portal.example/hooks',
    'file:///etc/passwd',
    'portal.example/hooks',
    'https://clerk:pass@portal.example/hooks',
    'https://portal.example/hooks#part',
    'http://127.0.0.1.portal.example/',
    `https://portal.example/${'a'.repeat(512)}`,
    '',
  ])('%s cannot', (url) => {
    expect(parseWebhookUrl(url)).toBeNull();
  });

  test('plain HTTP to this machine is for development only', () => {
    expect(allowedWebhookUrl('http://localhost:8080/', strict)).toBe('url-refused');
    expect(
      allowedWebhookUrl('http://localhost:8080/', { ...strict, allowInsecureWebhooks: true }),
    ).toBeInstanceOf(URL);
    expect(allowedWebhookUrl('http://portal.example/', { ...strict, allowInsecureWebhooks: true })).toBe(
      'url-refused',
    );
  });

  test('where there is a list of hosts, only those are sent to', () => {
    const rules = { ...strict, allowedHosts: ['Portal.example'] };
    expect(allowedWebhookUrl('https://PORTAL.example/hooks', rules)).toBeInstanceOf(URL);
    expect(allowedWebhookUrl('https://evil.example/hooks', rules)).toBe('host-not-allowed');
    expect(allowedWebhookUrl('https://portal.example.evil.example/hooks', rules)).toBe('host-not-allowed');
  });
});
