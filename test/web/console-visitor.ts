/** What came in the end, after every redirect. */
export interface Seen {
  status: number;
  /** Where it came from. */
  url: URL;
  html: string;
  /** As people read it. */
  text: string;
  headers: Headers;
}

const MOST_REDIRECTS = 12;

/** Somebody with a browser that keeps cookies and follows redirects, but runs nothing and looks at nothing. */
export class Visitor {
  readonly cookies = new Map<string, string>();

  constructor(readonly base: string) {}

  get(address: string): Promise<Seen> {
    return this.send('GET', new URL(address, this.base));
  }

  /** Sends a form of a page of ours. */
  post(address: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) {
    const body = new URLSearchParams(fields);
    return this.send('POST', new URL(address, this.base), { body, headers });
  }

  /** Sends a form of a page of ours with a file. */
  postFile(
    address: string,
    fields: Record<string, string>,
    file: { name: string; content: string; type?: string },
  ) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append('file', new Blob([file.content], { type: file.type ?? 'text/csv' }), file.name);
    return this.send('POST', new URL(address, this.base), { body, headers: {} });
  }

  private async send(
    method: string,
    url: URL,
    form: { body: URLSearchParams | FormData; headers: Record<string, string> } | null = null,
  ): Promise<Seen> {
    let [how, at, body] = [method, url, form && form.body];
    const own = form && { 'sec-fetch-site': 'same-origin', ...form.headers };
    for (let step = 0; step < MOST_REDIRECTS; step++) {
      const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(at, {
        method: how,
        redirect: 'manual',
        headers: { 'accept-language': 'zh-CN', ...(cookie && { cookie }), ...(how === 'POST' && own) },
        ...(body && { body }),
      });
      this.keep(answer.headers.getSetCookie());
      const next = answer.headers.get('location');
      const html = await answer.text();
      if (next === null)
        return { status: answer.status, url: at, html, text: textOf(html), headers: answer.headers };
      [how, at, body] = ['GET', new URL(next, at), null];
    }
    throw new Error(`still redirected at ${at.href}`);
  }

  private keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }

  /** Comes in by the identity provider, as the person with this name there. */
  async logIn(person: string, address = '/console'): Promise<Seen> {
    const login = await this.get(address);
    const link = /href="([^"]*\/login\/identity[^"]*)"/.exec(login.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    return this.chooseAt(await this.get(link), person);
  }

  /** Sends the first form of a page as it stands. */
  submit({ url, html }: Seen): Promise<Seen> {
    const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const fields = hidden.map(([, name = '', value = '']) => [name, value] as const);
    return this.post(new URL(action, url).href, Object.fromEntries(fields));
  }

  /** Presses the button of a person on the provider's page. */
  chooseAt({ url }: Seen, person: string): Promise<Seen> {
    return this.post(url.href, { person });
  }
}

/** What stands on the page, without what it is made of. */
function textOf(html: string): string {
  const shown = html.replace(/<style[\s\S]*?<\/style>/g, '').replace(/<[^>]+>/g, ' ');
  return shown
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');
}
