import { generate } from 'otplib';

/** Somebody who has logged in by password, with the cookie of that. */
export class Visitor {
  private constructor(
    private readonly base: string,
    private readonly cookie: string,
  ) {}

  /** @throws Error where the account does not come in */
  static async enter(
    base: string,
    { name, password, totpUri }: { name: string; password: string; totpUri: string },
  ): Promise<Visitor> {
    const code = await generate({ secret: new URL(totpUri).searchParams.get('secret') ?? '' });
    const answer = await fetch(`${base}/console/login/local`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ name, password, code, back: '/console' }),
    });
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0] ?? '')
      .join('; ');
    if (answer.status !== 303 || cookie === '')
      throw new Error(`the login was answered with ${answer.status}`);
    return new Visitor(base, cookie);
  }

  /** How long the page took in milliseconds, and how many bytes it has. @throws Error where there is no page */
  async time(page: { path: string; form?: Readonly<Record<string, string>> }): Promise<[number, number]> {
    const startedAt = performance.now();
    const answer = await fetch(`${this.base}/console${page.path}`, {
      redirect: 'manual',
      headers: { cookie: this.cookie, 'sec-fetch-site': 'same-origin' },
      ...(page.form && { method: 'POST', body: new URLSearchParams({ ...page.form }) }),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${page.path} was answered with ${answer.status}`);
    return [performance.now() - startedAt, Buffer.byteLength(text)];
  }
}
