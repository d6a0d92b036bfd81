/** The part of a request that WeChat Pay found wrong. */
export interface RefusalDetail {
  field: string;
  value: unknown;
  issue: string;
  location: 'body' | 'query' | 'header' | 'url';
}

/** An error answer of WeChat Pay APIv3: never signed. */
export class WechatRefusal extends Error {
  override readonly name = 'WechatRefusal';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly detail?: RefusalDetail,
  ) {
    super(message);
  }

  body(): Buffer {
    const detail = this.detail ? { detail: this.detail } : {};
    return Buffer.from(JSON.stringify({ code: this.code, message: this.message, ...detail }));
  }
}
