import { defineEndpoint, reply } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { receiptList, toReceiptOut } from './receipt.schema';
import type { ReceiptService } from './receipt.service';

export interface ReceiptRouteDeps {
  receipts: Pick<ReceiptService, 'listReceipts'>;
  publicBaseUrl: string;
}

/** Reading the receipts of an order. */
export function receiptEndpoints({ receipts, publicBaseUrl }: ReceiptRouteDeps): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/v1/orders/{id}/receipts',
      operationId: 'listReceipts',
      summary: 'List the receipts of an order, one for each line',
      tag: 'Receipts',
      scope: 'orders',
      answers: { 200: { description: 'The receipts', schema: receiptList } },
      handle: async ({ service, params }) => {
        const issued = await receipts.listReceipts(service, params.id ?? '');
        return reply(200, { data: issued.map((receipt) => toReceiptOut(receipt, publicBaseUrl)) });
      },
    }),
  ];
}
