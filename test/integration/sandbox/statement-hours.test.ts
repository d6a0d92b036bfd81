import { Stage } from './stage';

const DAY = '2026-11-23';

describe('a channel that keeps its hours', () => {
  const punctual = new Stage();
  beforeAll(() => punctual.open({ allowToday: false }));
  afterAll(() => punctual.close());

  test.each([
    ['2026-11-23T23:00:00+08:00', 'PARAM_ERROR', 'BILL_NOT_EXIST'],
    ['2026-11-24T08:59:00+08:00', 'STATEMENT_CREATING', 'BILL_NOT_EXIST'],
    ['2026-11-24T10:00:00+08:00', undefined, undefined],
  ])('at %s the statement is not there before its time', async (now, wechatCode, alipayCode) => {
    await punctual.reset();
    await punctual.pay(await punctual.wechatOrder('ORDER001'), { at: `${DAY}T12:00:00+08:00` });
    await punctual.pay(await punctual.alipayOrder('ORDER002'), { at: `${DAY}T12:00:00+08:00` });
    punctual.clock.offsetMs = Date.parse(now) - Date.now();
    const wechat = await punctual.wechat.call('GET', `/v3/bill/tradebill?bill_date=${DAY}`);
    const alipay = await punctual.alipay.call('alipay.data.dataservice.bill.downloadurl.query', {
      biz: { bill_type: 'trade', bill_date: DAY },
    });
    expect(wechat.json.code).toBe(wechatCode);
    expect(alipay.node.sub_code).toBe(alipayCode);
  });
});
