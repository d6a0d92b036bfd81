import express, { type Router } from 'express';
import type { SandboxContext } from '../context';
import { billDownloadUrl, downloadBill } from './bills';
import { alipayGateway, alipayPage, type AlipayCall, type AlipayMethod } from './gateway';
import { queryRefund, refundTrade } from './refund';
import { tradePage } from '../page';
import { cancelTrade, closeTrade, openPage, precreate, queryTrade } from './trade';

type Handler = (context: SandboxContext, call: AlipayCall) => Record<string, unknown>;

const METHODS: readonly [string, AlipayMethod['target'], Handler][] = [
  ['alipay.trade.precreate', 'create', precreate],
  ['alipay.trade.query', 'query', queryTrade],
  ['alipay.trade.close', 'close', closeTrade],
  ['alipay.trade.cancel', 'close', cancelTrade],
  ['alipay.trade.refund', 'refund', refundTrade],
  ['alipay.trade.fastpay.refund.query', 'query', queryRefund],
  ['alipay.data.dataservice.bill.downloadurl.query', 'bill', billDownloadUrl],
];

/** The Alipay gateway and its bill centre. */
export function alipayRouter(context: SandboxContext): Router {
  const methods = new Map(
    METHODS.map(([name, target, handle]) => [
      name,
      { target, handle: (call: AlipayCall) => handle(context, call) },
    ]),
  );
  const router = express.Router();
  router.post('/gateway.do', ...alipayGateway(context, methods));
  router.get(
    '/gateway.do',
    alipayPage(context, (call) => openPage(context, call), tradePage),
  );
  router.get('/downloadBillFile.resource', downloadBill(context));
  return router;
}
