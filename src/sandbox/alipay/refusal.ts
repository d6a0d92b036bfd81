/** A gateway error: the call itself was wrong (40001, 40002, 40005 …). Never signed. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';

  constructor(
    readonly code: string,
    readonly subCode: string,
    readonly subMsg: string,
  ) {
    super(subMsg);
  }
}

/** A business error (40004, or 20000 for "unknown"): signed like any answer. */
export class BusinessRefusal extends Error {
  override readonly name = 'BusinessRefusal';

  constructor(
    readonly subCode: string,
    readonly subMsg: string,
    readonly code = '40004',
  ) {
    super(subMsg);
  }
}

const MESSAGES: Readonly<Record<string, string>> = {
  '20000': 'Service Currently Unavailable',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40004': 'Business Failed',
  '40005': 'Call Limited',
  '40006': 'Insufficient Permissions',
};

/** The response node of a refusal. */
export function refusalNode(refusal: GatewayRefusal | BusinessRefusal): Record<string, string> {
  const { code, subCode, subMsg } = refusal;
  return { code, msg: MESSAGES[code] ?? 'Failed', sub_code: subCode, sub_msg: subMsg };
}
