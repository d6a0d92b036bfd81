import { freezeQuote } from '../../../src/fines/frozen-quote';
import { quote } from '../../../src/fines/quote';
import { TRAFFIC_FINE_RULES } from '../../../src/fines/quote-rules';
import type { Receipt } from '../../../src/receipts/receipt';
import { drawReceipts } from '../../../src/web/receipts/receipt-pdf';
import { calendar, decision } from '../fines/decisions';

const at = new Date('2026-12-01T10:00:00+08:00');
const numbers = { code: '31010126', checkCode: 'abc123', verifyToken: 'A'.repeat(32), issuedAt: at };
const late = quote(
  {
    decision: decision({
      serviceOfProcess: { method: 'public_notice', publishedOn: '2026-01-05' },
      suspensions: [{ cause: 'review', from: '2026-05-01', to: '2026-05-20' }],
      received: [{ part: 1, on: '2026-06-01', amountFen: 1_000n }],
    }),
    onDay: '2026-12-01',
    partCount: null,
  },
  TRAFFIC_FINE_RULES,
  calendar,
);

/** It has every line that a receipt can have. */
const receipt: Receipt = {
  ...{ ...numbers, no: 1n, orderId: 'ord_1kh2mqz8wqhg1pk5fy28j3q', line: 1 },
  ...{ payerName: '张三丰', paidByName: '李明', agencyCode: '310101' },
  ...{ agencyNameZh: '市公安局交通警察总队', agencyNameEn: 'Traffic Police of the Public Security Bureau' },
  ...{ incomeItemCode: '10101', affairCode: 'traffic-fine', affairNameZh: '罚款', affairNameEn: 'Fine' },
  ...{ quantity: 1, unitFen: late.totalFen, amountFen: late.totalFen, decisionNo: late.decisionNo },
  ...{
    quote: freezeQuote(late),
    paidAt: at,
    channel: 'wechat',
    transactionId: '4200002026021012407253691730',
  },
  redReceipts: [
    {
      ...{ ...numbers, no: 2n, refundId: 'ref_1kh2ms1a143bes4r4jdtvcn', originalCode: '31010126' },
      ...{ originalNo: 1n, amountFen: -500n, refundedAt: at },
    },
  ],
};

test.each(['zh-CN', 'en'] as const)(
  'a receipt with all that can stand on it is one sheet, and its red one another (%s)',
  async (language) => {
    const pdf = await drawReceipts([receipt], {
      language,
      publicBaseUrl: 'https://pay.example.gov.cn',
      channelNameOf: () => '微信支付',
    });
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(2);
  },
);

const draw = (payerName: string) =>
  drawReceipts([{ ...receipt, payerName }], {
    language: 'zh-CN',
    publicBaseUrl: 'https://pay.example.gov.cn',
    channelNameOf: () => '微信支付',
  });

test('a mark in a name that nobody can see leaves no box on the paper', async () => {
  expect(await draw('\u202e张\u200f三\u2067丰\ufe0f')).toEqual(await draw('张三丰'));
});

test('what the font cannot show is printed by its number, also half a character', async () => {
  expect(await draw('张😀三\ud83d\n丰')).toEqual(await draw('张[U+1F600]三[U+D83D] 丰'));
});
