import express, { type Router } from 'express';
import type { SandboxContext } from '../context';
import { downloadBill, fundFlowBill, tradeBill } from './bills';
import { listCertificates } from './certificates';
import { createRefund, queryRefund } from './refunds';
import { wechatRoute, type WechatEndpoint } from './route';
import { closeTrade, prepay, queryTrade } from './transactions';

type Endpoint = ['get' | 'post', string, WechatEndpoint['target'], WechatEndpoint['handle']];

/** WeChat Pay APIv3, under /v3. An unknown path gets an empty 404, a known one with another method an empty 405. */
export function wechatRouter(context: SandboxContext): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.use(express.raw({ type: () => true, limit: '1mb' }));
  const endpoints = endpointsOf(context);
  for (const [method, path, target, handle] of endpoints)
    router[method](path, wechatRoute(context, { target, handle }));
  router.get('/billdownload/file', downloadBill(context));
  for (const path of ['/billdownload/file', ...endpoints.map(([, path]) => path)]) {
    router.all(path, (_req, res) => void res.status(405).end());
  }
  router.use((_req, res) => void res.status(404).end());
  return router;
}

function endpointsOf(context: SandboxContext): Endpoint[] {
  const byNumber = '/pay/transactions/out-trade-no/:out_trade_no';
  return [
    ['post', '/pay/transactions/native', 'create', (call) => prepay(context, 'native', call)],
    ['post', '/pay/transactions/h5', 'create', (call) => prepay(context, 'h5', call)],
    ['post', '/pay/transactions/jsapi', 'create', (call) => prepay(context, 'jsapi', call)],
    ['get', byNumber, 'query', (call) => queryTrade(context, call)],
    ['get', '/pay/transactions/id/:transaction_id', 'query', (call) => queryTrade(context, call)],
    ['post', `${byNumber}/close`, 'close', (call) => closeTrade(context, call)],
    ['post', '/refund/domestic/refunds', 'refund', (call) => createRefund(context, call)],
    ['get', '/refund/domestic/refunds/:out_refund_no', 'query', (call) => queryRefund(context, call)],
    ['get', '/bill/tradebill', 'bill', (call) => tradeBill(context, call)],
    ['get', '/bill/fundflowbill', 'bill', (call) => fundFlowBill(context, call)],
    ['get', '/certificates', null, () => listCertificates(context)],
  ];
}
