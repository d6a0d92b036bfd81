import type { Request, Response } from 'express';
import type { OrderService } from '../../orders/order.service';
import type { OrderNews, OrderWatch } from '../../orders/order-watch.service';

export interface EventsDeps {
  orders: Pick<OrderService, 'getOrderByToken'>;
  watch: Pick<OrderWatch, 'watch'>;
}

/** More often than a proxy gives up on a connection that says nothing. */
const HEARTBEAT_MS = 15_000;
/** What the browser waits before it connects again. */
const RETRY_MS = 5_000;

/**
 * `GET /pay/{token}/events`: says `change` when the page has something new to show, which it then asks for, and ends
 * when the order is over. Answers 204 where there is no room or nothing to wait for: a browser does not come again
 * after that, and its page goes on asking by itself.
 */
export async function streamEvents(deps: EventsDeps, request: Request, response: Response): Promise<void> {
  const order = await deps.orders.getOrderByToken(String(request.params.token));
  response.set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  const leave = request.method === 'HEAD' ? null : await deps.watch.watch(order.id, tell);
  if (leave === null) {
    response.status(204).end();
    return;
  }
  // Whoever hung up meanwhile is not told of it again.
  if (response.closed) return leave();
  const heartbeat = setInterval(() => say(':\n\n'), HEARTBEAT_MS).unref();
  response.once('close', () => {
    clearInterval(heartbeat);
    leave();
  });
  response.type('text/event-stream').write(`retry: ${RETRY_MS}\n\n`);

  function tell(news: OrderNews): void {
    if (news !== 'stopped') say('event: change\ndata:\n\n');
    if (news !== 'changed') response.end();
  }

  /** Between the end of the answer and the close of its connection there may be more news, which would be an error. */
  function say(text: string): void {
    if (!response.writableEnded) response.write(text);
  }
}
