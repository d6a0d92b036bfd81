import { defineEndpoint, reply, replyOnce } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import type { IdempotencyService } from '../idempotency/idempotency.service';
import type { ReceiptService } from '../receipts/receipt.service';
import { isPaid } from './order';
import type { Order } from './order';
import { orderIn, orderOut, orderPage, orderQuery, toOrderOut } from './order.schema';
import type { OrderOut } from './order.schema';
import type { OrderService } from './order.service';

export interface OrderRouteDeps {
  orders: OrderService;
  receipts: Pick<ReceiptService, 'findTokens'>;
  idempotency: IdempotencyService;
  publicBaseUrl: string;
}

/** Creating, reading, listing and closing orders. */
export function orderEndpoints(deps: OrderRouteDeps): Endpoint[] {
  return [createEndpoint(deps), listEndpoint(deps), getEndpoint(deps), closeEndpoint(deps)];
}

function createEndpoint({ orders, idempotency, publicBaseUrl }: OrderRouteDeps): Endpoint {
  return defineEndpoint({
    method: 'post',
    path: '/v1/orders',
    operationId: 'createOrder',
    summary: 'Create an order; the amount comes from the affairs',
    tag: 'Orders',
    scope: 'orders',
    isIdempotent: true,
    body: orderIn,
    answers: { 201: { description: 'The order', schema: orderOut } },
    handle: async ({ service, headers, body }) => {
      const key = headers['idempotency-key'];
      const prepare = (): Promise<void> => orders.prepareOrder(body);
      const answer = await idempotency.once(
        { serviceId: service.id, key, operation: 'createOrder', input: body, prepare },
        async (stores) => ({
          status: 201,
          json: toOrderOut(await orders.createOrder(stores, service, body), { publicBaseUrl }),
        }),
      );
      return replyOnce(answer);
    },
  });
}

function listEndpoint(deps: OrderRouteDeps): Endpoint {
  return defineEndpoint({
    method: 'get',
    path: '/v1/orders',
    operationId: 'listOrders',
    summary: 'List your orders, newest first',
    tag: 'Orders',
    scope: 'orders',
    query: orderQuery,
    answers: { 200: { description: 'A page of orders', schema: orderPage } },
    handle: async ({ service, query }) => {
      const found = await deps.orders.listOrders({
        serviceId: service.id,
        externalRef: query.external_ref,
        payCode: query.pay_code,
        status: query.status,
        before: query.cursor,
        limit: query.limit + 1,
      });
      const page = found.slice(0, query.limit);
      return reply(200, {
        data: await withLinks(deps, page),
        next_cursor: found.length > page.length ? (page.at(-1)?.id ?? null) : null,
      });
    },
  });
}

function getEndpoint(deps: OrderRouteDeps): Endpoint {
  return defineEndpoint({
    method: 'get',
    path: '/v1/orders/{id}',
    operationId: 'getOrder',
    summary: 'Read an order',
    tag: 'Orders',
    scope: 'orders',
    answers: { 200: { description: 'The order', schema: orderOut } },
    handle: async ({ service, params }) => {
      const order = await deps.orders.getOrder(service, params.id ?? '');
      return reply(200, (await withLinks(deps, [order]))[0]);
    },
  });
}

function closeEndpoint({ orders, publicBaseUrl }: OrderRouteDeps): Endpoint {
  return defineEndpoint({
    method: 'post',
    path: '/v1/orders/{id}/close',
    operationId: 'closeOrder',
    summary: 'Close an open order; closing it again changes nothing',
    tag: 'Orders',
    scope: 'orders',
    answers: { 200: { description: 'The closed order', schema: orderOut } },
    handle: async ({ service, params }) =>
      reply(200, toOrderOut(await orders.closeOrder(service, params.id ?? ''), { publicBaseUrl })),
  });
}

/** Orders with the links to their receipts, which are looked up for all of them at once. */
async function withLinks(
  { receipts, publicBaseUrl }: OrderRouteDeps,
  orders: readonly Order[],
): Promise<OrderOut[]> {
  const tokens = await receipts.findTokens(orders.filter(isPaid).map(({ id }) => id));
  return orders.map((order) => toOrderOut(order, { publicBaseUrl, receiptToken: tokens.get(order.id) }));
}
