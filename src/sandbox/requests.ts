/** JSON with sorted keys: two requests are identical when their canonical forms are. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

const PRIVATE_HOST = /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[)/;

/** Why a callback address is refused, or null. A sandbox is lenient on scheme and host unless told otherwise. */
export function refusedCallback(text: string, isStrict: boolean): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return '通知地址不是合法的URL';
  }
  if (url.protocol !== 'https:' && (isStrict || url.protocol !== 'http:')) return '通知地址须为https';
  if (url.search) return '通知地址不能携带参数';
  return isStrict && PRIVATE_HOST.test(url.hostname) ? '通知地址须为外网可访问的地址' : null;
}
