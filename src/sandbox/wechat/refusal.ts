/** The part of a request that WeChat Pay found wrong. */
export interface RefusalDetail {
  field: string;
  value: unknown;
  issue: string;
  location: 'body' | 'query' | 'header' | 'url';
}

/** The HTTP status of each error code that this sandbox answers with. */
const STATUSES = {
  PARAM_ERROR: 400,
  INVALID_REQUEST: 400,
  APPID_MCHID_NOT_MATCH: 400,
  ORDERPAID: 400,
  ORDER_CLOSED: 400,
  NO_STATEMENT_EXIST: 400,
  STATEMENT_CREATING: 400,
  SIGN_ERROR: 401,
  OUT_TRADE_NO_USED: 403,
  TRADE_OVERDUE: 403,
  ORDER_NOT_EXIST: 404,
  RESOURCE_NOT_EXISTS: 404,
  FREQUENCY_LIMITED: 429,
  SYSTEM_ERROR: 500,
} as const;

/** An error answer of WeChat Pay APIv3: never signed. */
export class WechatRefusal extends Error {
  override readonly name = 'WechatRefusal';

  constructor(
    readonly code: keyof typeof STATUSES,
    message: string,
    readonly detail?: RefusalDetail,
  ) {
    super(message);
  }

  get status(): number {
    return STATUSES[this.code];
  }

  body(): Buffer {
    const detail = this.detail ? { detail: this.detail } : {};
    return Buffer.from(JSON.stringify({ code: this.code, message: this.message, ...detail }));
  }
}
