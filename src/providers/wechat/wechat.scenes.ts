import type Pay from 'wechatpay-node-v3';
import { z } from 'zod';
import type { CreateOrderRequest, PaymentAction, Scene } from '../provider';
import { fit } from './wechat.facts';
import type { WechatOutput } from './wechat.transport';

/** What is the same in every scene. */
export interface CommonOrder {
  description: string;
  out_trade_no: string;
  time_expire: string;
  notify_url: string;
  amount: { total: number; currency: string };
}

/** Signs what the WeChat app is called with. */
export interface InvocationSigner {
  signInvocation(prepayPackage: string): Readonly<Record<string, string>>;
}

/** How an order of one scene is sent, and what its answer means to the payer's device. */
interface WechatScene {
  send(pay: Pay, order: CommonOrder, request: CreateOrderRequest): Promise<WechatOutput>;
  /** @throws UnfitContent */
  read(data: unknown, request: CreateOrderRequest, signer: InvocationSigner): PaymentAction;
}

const codeSchema = z.object({ code_url: z.string().min(1).max(512) });
const addressSchema = z.object({ h5_url: z.url({ protocol: /^https?$/ }).max(1024) });
// The SDK puts the prepay_id into the parameters that it signs by this machine's clock; only this one is used.
const prepaySchema = z.object({ package: z.string().regex(/^prepay_id=\S{1,128}$/) });

/** The SDK's type wants an app's name too, which WeChat Pay asks of apps only. */
const BROWSER = { type: 'Wap' } as { type: string; app_name: string };

const SCENES: Readonly<Partial<Record<Scene, WechatScene>>> = {
  qr: {
    send: (pay, order) => pay.transactions_native(order),
    read: (data) => ({ type: 'qr_code', content: fit(codeSchema, data).code_url }),
  },
  h5: {
    send: (pay, order, { payer }) =>
      pay.transactions_h5({
        ...order,
        scene_info: {
          payer_client_ip: payer.payerIp ?? '',
          h5_info: BROWSER,
        },
      }),
    read: (data, { returnUrl }) => ({
      type: 'redirect',
      content: withReturn(fit(addressSchema, data).h5_url, returnUrl),
    }),
  },
  jsapi: {
    send: (pay, order, { payer }) =>
      pay.transactions_jsapi({ ...order, payer: { openid: payer.payerId ?? '' } }),
    read: (data, _request, signer) => ({
      type: 'jsapi',
      content: JSON.stringify(signer.signInvocation(fit(prepaySchema, data).package)),
    }),
  },
};

/** The scene of that name; one that the profile does not list is a bug of the caller. */
export function openScene(scene: Scene): WechatScene {
  const found = SCENES[scene];
  if (!found) throw new RangeError(`WeChat Pay has no scene ${scene}`);
  return found;
}

/** WeChat leads the payer back to `redirect_url` when he is done or gives up. */
function withReturn(h5Url: string, returnUrl: string): string {
  const url = new URL(h5Url);
  url.searchParams.set('redirect_url', returnUrl);
  return url.href;
}
