import express, { type Request, type Response, type Router } from 'express';
import { formatBeijingLocal } from '../kernel/business-day';
import { formatYuan } from '../kernel/money';
import type { Trade } from './books';
import type { SandboxContext } from './context';
import { changeFaults, faultForms } from './fault-forms';
import { escapeHtml, fieldOf } from './html';
import { WalletRefusal } from './wallet';

const RECENT = 30;
const CHANNELS = { wechat: '微信支付 WeChat Pay', alipay: '支付宝 Alipay' } as const;
const STATUSES = {
  prepared: '待扫码 Not scanned',
  waiting: '待支付 Waiting',
  paid: '已支付 Paid',
  closed: '已关闭 Closed',
} as const;

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--accent:#17683f}
@media (prefers-color-scheme:dark){:root{--accent:#7fce9f}}
body{font:16px/1.5 system-ui,"PingFang SC","Noto Sans SC",sans-serif;max-width:60rem;margin:0 auto;padding:1.5rem 1rem}
h1{font-size:1.4rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}p{margin:.4rem 0}
.quiet{opacity:.75;font-size:.9rem}label{display:block;margin:.5rem 0 .2rem}
input,select,button{font:inherit;padding:.45rem .6rem;border:1px solid var(--line);border-radius:.4rem}
input[type=text]{width:100%;box-sizing:border-box}select,.fields>div{max-width:100%;box-sizing:border-box}button{cursor:pointer}
button.pay{background:var(--accent);border-color:var(--accent);color:Canvas}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.92rem}.wide{overflow-x:auto}
th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
td.amount,th.amount{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.card{border:1px solid var(--line);border-radius:.6rem;padding:1rem;background:var(--soft);margin:1rem 0}
.sum{font-size:2rem;font-variant-numeric:tabular-nums}
.fields{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end}form.inline{display:inline}code{word-break:break-all}`;

/** The pages for people: scan, pay, see what happened. They work without JavaScript. */
export function pageRouter(context: SandboxContext): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false });
  router.get('/', (req, res) => void res.type('html').send(home(context, req)));
  router.get('/scan', (req, res) => {
    // The address of WeChat's H5 comes with the page to go back to.
    const back = fieldOf(req.query, 'redirect_url');
    showTrade(res, back, () => context.wallet.scan(fieldOf(req.query, 'content')));
  });
  router.post('/page/pay', form, (req, res) => {
    const fields = req.body as Record<string, unknown>;
    const channel = fields.channel === 'alipay' ? 'alipay' : 'wechat';
    showTrade(res, fieldOf(fields, 'back'), () => {
      const trade = context.wallet.find(channel, fieldOf(fields, 'out_trade_no'));
      if (!trade) throw new WalletRefusal(404, 'UNKNOWN_TRADE', 'no such trade');
      return context.wallet.pay(trade);
    });
  });
  router.post('/page/faults', form, (req, res) => {
    const refusal = changeFaults(context.faults, req.body as Record<string, unknown>);
    res.redirect(
      303,
      refusal === null ? '/sandbox' : `/sandbox?refused=${encodeURIComponent(refusal)}#faults`,
    );
  });
  return router;
}

function showTrade(res: Response, back: string, find: () => Trade): void {
  try {
    res.type('html').send(tradePage(find(), back));
  } catch (error) {
    if (!(error instanceof WalletRefusal)) throw error;
    const body = `<p class="card" role="alert">钱包拒绝了操作 The wallet refused: ${escapeHtml(error.message)}</p>`;
    res.status(error.status).type('html').send(layout('拒绝 Refused', body));
  }
}

function home(context: SandboxContext, req: Request): string {
  const trades = context.books.trades().slice(-RECENT).reverse();
  const rows = trades.map(tradeRow).join('');
  const columns = ['渠道 Channel', '商户订单号 Number', '内容 Subject']
    .map((title) => `<th scope="col">${title}</th>`)
    .join('');
  const table = `<div class="wide"><table><thead><tr>${columns}<th scope="col" class="amount">金额 Amount</th><th scope="col">状态 Status</th><th scope="col"><span class="quiet">操作 Action</span></th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return layout(
    '沙箱 Sandbox',
    `<p class="quiet">这里没有真钱。No real money here. ${escapeHtml(req.get('host') ?? '')}</p>
<h2>扫一扫 Scan</h2>
<form action="/sandbox/scan" method="get"><label for="content">二维码内容 Text of the QR code</label>
<div class="fields"><input id="content" name="content" type="text" required placeholder="weixin://… / https://qr.alipay.com/…">
<button class="pay">扫码 Scan</button></div></form>
<h2>最近的交易 Recent trades</h2>
${trades.length ? table : '<p class="quiet">还没有交易。No trades yet.</p>'}
<h2 id="faults">故障 Faults</h2>${faultForms(context.faults, fieldOf(req.query, 'refused'))}`,
  );
}

function tradeRow(trade: Trade): string {
  const isOpen = trade.status === 'prepared' || trade.status === 'waiting';
  return `<tr><td>${CHANNELS[trade.channel]}</td><td><code>${escapeHtml(trade.outTradeNo)}</code></td><td>${escapeHtml(trade.subject)}</td>
<td class="amount">¥ ${formatYuan(trade.amountFen)}</td><td>${STATUSES[trade.status]}</td><td>${isOpen ? payForm(trade) : ''}</td></tr>`;
}

/** One trade in the wallet. @param back the page that sent the payer here */
export function tradePage(trade: Trade, back: string | null): string {
  const isOpen = trade.status === 'waiting' || trade.status === 'prepared';
  const paid = trade.paidAt
    ? `<p>${formatBeijingLocal(trade.paidAt)} · <code>${escapeHtml(trade.transactionId ?? '')}</code></p>`
    : '';
  return layout(
    '付款 Pay',
    `<div class="card"><p>${CHANNELS[trade.channel]}</p><p class="sum">¥ ${formatYuan(trade.amountFen)}</p>
<p>${escapeHtml(trade.subject)}</p><p class="quiet"><code>${escapeHtml(trade.outTradeNo)}</code></p>
<p role="status">${STATUSES[trade.status]}</p>${paid}${isOpen ? payForm(trade, back ?? '') : ''}${backLink(back)}</div>`,
  );
}

/** Only to a web page: the text comes from an address. */
function backLink(back: string | null): string {
  const isWeb = /^https?:\/\//.test(back ?? '');
  return isWeb ? `<p><a href="${escapeHtml(back ?? '')}">返回商家 Back to the merchant</a></p>` : '';
}

function payForm(trade: Trade, back = ''): string {
  return `<form class="inline" action="/sandbox/page/pay" method="post"><input type="hidden" name="channel" value="${trade.channel}">
<input type="hidden" name="out_trade_no" value="${escapeHtml(trade.outTradeNo)}"><input type="hidden" name="back" value="${escapeHtml(back)}"><button class="pay">支付 Pay</button></form>`;
}

function layout(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · 通付沙箱</title><style>${STYLE}</style></head>
<body><header><h1><a href="/sandbox" style="color:inherit;text-decoration:none">通付支付沙箱 Payment sandbox</a></h1></header><main>${body}</main></body></html>`;
}
