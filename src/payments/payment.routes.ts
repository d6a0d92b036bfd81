import { defineEndpoint, reply } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { paymentIn, paymentOut, toPaymentOut } from './payment.schema';
import type { PaymentService } from './payment.service';

/** Opening and reading payments. */
export function paymentEndpoints(payments: PaymentService): Endpoint[] {
  return [
    defineEndpoint({
      method: 'post',
      path: '/v1/orders/{id}/payments',
      operationId: 'openPayment',
      summary: 'Open a payment on a channel; repeated while it is open, the same payment comes back',
      tag: 'Payments',
      scope: 'orders',
      body: paymentIn,
      answers: { 201: { description: 'The open payment and what the payer must do', schema: paymentOut } },
      handle: async ({ service, params, body }) => {
        const payment = await payments.openPayment(service, {
          orderId: params.id ?? '',
          channel: body.channel,
          scene: body.scene,
          payerId: body.payer_id ?? null,
          payerIp: body.payer_ip ?? null,
        });
        return reply(201, toPaymentOut(payment));
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/v1/payments/{id}',
      operationId: 'getPayment',
      summary: 'Read a payment',
      tag: 'Payments',
      scope: 'orders',
      answers: { 200: { description: 'The payment', schema: paymentOut } },
      handle: async ({ service, params }) =>
        reply(200, toPaymentOut(await payments.getPayment(service, params.id ?? ''))),
    }),
  ];
}
