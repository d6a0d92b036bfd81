import { startGateway, type Gateway } from '../support/gateway';
let gateway: Gateway;
beforeAll(async () => { const t=Date.now(); gateway = await startGateway(); console.log('start', Date.now()-t); });
afterAll(async () => { const t=Date.now(); await gateway.close(); console.log('close', Date.now()-t) });
test('smoke', async () => {
  const { key } = await gateway.createKey('portal');
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': 'a' };
  const order = await (await fetch(`${gateway.url}/v1/orders`, { method: 'POST', headers, body: JSON.stringify({ external_ref: 'A', items: [{ affair: 'passport' }] }) })).json() as any;
  const t = Date.now();
  const p = await (await fetch(`${gateway.url}/v1/orders/${order.id}/payments`, { method: 'POST', headers, body: JSON.stringify({ channel: 'wechat', scene: 'qr' }) })).json() as any;
  console.log(order, p, Date.now()-t);
  gateway.work(['notifications', 'payments']);
  await gateway.pay(p.action.content);
  for (let i = 0; i < 50; i++) {
    const o = await (await fetch(`${gateway.url}/v1/orders/${order.id}`, { headers })).json() as any;
    if (o.status === 'paid') { console.log('paid after', Date.now()-t); return; }
    await new Promise(r => setTimeout(r, 50));
  }
  throw new Error('not paid');
});
