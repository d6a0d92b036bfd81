import { Readable } from 'node:stream';
import { encode } from 'iconv-lite';
import { createBankService, type BankService } from '../../../src/reconciliation/bank/bank.service';
import { bankMappingIn, toBankMapping } from '../../../src/reconciliation/bank/bank.schema';
import { createDayViewService } from '../../../src/reconciliation/day-view.service';
import { feeInvoiceRequest } from '../../../src/proposals/finance-proposal';
import { openProposals } from '../../support/finance-proposals';
import { clerk, DAY, NEXT, openOffice, person, posting, type Office } from './office';
import { beijing, line, openWorld, yuan, type World } from './world';

const HEAD = '交易日期,账号,贷方发生额,借方发生额,对方账号,摘要,余额';
const MAPPING = {
  encoding: 'gbk',
  columns: {
    ...{ date: '交易日期', account: '账号', credit: '贷方发生额', debit: '借方发生额' },
    ...{ counter_account: '对方账号', reference: '摘要', balance: '余额' },
  },
  account: '1001-22',
  channels: { wechat: { counter_account: 'TENPAY' }, alipay: { counter_account: 'ALIPAY' } },
};

let world: World;
let office: Office;
let bank: BankService;
beforeEach(async () => {
  world = await openWorld();
  office = openOffice(world);
  const clock = { now: () => world.now };
  bank = createBankService({ database: world.database, clock });
  await bank.putMapping(clerk, toBankMapping('icbc', bankMappingIn.parse(MAPPING)));
  await world.bookPayment('A', { amountFen: yuan(20_000) });
  world.channel.put(DAY, [line('A', { amountFen: yuan(20_000), feeFen: yuan(120), feeDueFen: yuan(120) })]);
  await world.reconcile(DAY);
});
afterEach(() => world.close());

const credit = (amount: string, balance: string, day = NEXT) =>
  `${day},1001-22,"${amount}",,TENPAY,财付通结算,"${balance}"`;
const send = (rows: readonly string[], { head = HEAD, mapping = 'icbc' } = {}) =>
  bank.importFile(clerk, {
    ...{ name: 'bank.csv', mapping },
    open: () => Readable.from([encode(`${[head, ...rows].join('\r\n')}\r\n`, 'gb18030')]),
  });
const invoice = () =>
  openProposals({ database: world.database, clock: { now: () => world.now } }).carry(
    feeInvoiceRequest({ channel: 'wechat', businessDay: DAY, reference: 'FP-1', amountFen: yuan(120) }),
    { maker: clerk, checker: person('李强', 'reviewer') },
  );
const open = async () =>
  (await office.listAll()).filter(({ closedAt }) => closedAt === null).map(({ type }) => type);

describe('fees are never netted (R27)', () => {
  test('a credit of 19 880.00 of 20 000.00 is a netted fee, and the day stays open', async () => {
    await send([credit('19,880.00', '19,880.00')]);
    const [difference] = await office.listAll();
    expect(difference).toMatchObject({
      ...{ type: 'fee_netted', kind: 'settlement', businessDay: DAY, closedAt: null },
      ours: { amountFen: yuan(20_000) },
      theirs: { amountFen: yuan(19_880) },
      explanation: { cause: 'fee_netted', postings: [] },
    });
    expect(await office.moved()).toMatchObject({ bank: yuan(19_880) });
    const { id } = difference ?? { id: '' };
    const attempt = office.resolutions.propose(clerk, {
      ...{
        differenceIds: [id],
        action: 'adjust',
        reason: '不合规',
        attachmentId: null,
        orderId: null,
        journal: null,
      },
    });
    await expect(attempt).rejects.toMatchObject({ code: 'JOURNAL_REFUSED' });
  });

  test('it closes by itself when the channel pays the rest and the invoice is there', async () => {
    await send([credit('19,880.00', '19,880.00')]);
    await send([credit('120.00', '20,000.00')]);
    expect(await open()).toEqual(['fee_uninvoiced']);
    await invoice();
    expect(await open()).toEqual([]);
    // 20 000.00 came, 120.00 went out again for the invoice; the fee is an expense of its own.
    expect(await office.moved()).toMatchObject({ bank: yuan(19_880), 'fee_expense:wechat': yuan(120) });
  });

  test('a credit of 20 000.00 and an invoice of 120.00 are in order, in either sequence', async () => {
    await invoice();
    await send([credit('20,000.00', '20,000.00')]);
    expect(await open()).toEqual([]);
  });

  test('what the channel says later of its day is held against the bank again', async () => {
    world.now = beijing('2026-04-03', '10:00:00');
    await send([credit('20,000.00', '20,000.00')]);
    world.channel.put(DAY, [line('A', { amountFen: yuan(20_000) }), line('B', { amountFen: yuan(5) })]);
    await world.reconcile(DAY);
    expect(await open()).toEqual(expect.arrayContaining(['bank_short', 'channel_only']));
  });
});

test('a credit that does not come is missing once the bank has told of the day, and not before', async () => {
  await send([credit('1.00', '1.00', DAY)]);
  expect(await open()).toEqual([]);
  await send([`${NEXT},1001-22,5.00,,OTHER,利息,6.00`]);
  expect(await open()).toEqual(['bank_missing']);
  const { id } = (await office.listAll())[0] ?? { id: '' };
  const journal = posting('difference:wechat', 'clearing:wechat', 20_000);
  const proposed = await office.resolutions.propose(clerk, {
    ...{ differenceIds: [id], action: 'adjust', reason: '追款', attachmentId: null, orderId: null, journal },
  });
  await office.resolutions.approve(
    person('李强', 'reviewer'),
    proposed.map((it) => it.id),
  );
  await send([`${NEXT},1001-22,7.00,,OTHER,利息,13.00`]);
  expect(await open()).toEqual([]);
});

test('of a day that no file covers the bank has said nothing, though one of a later day is there', async () => {
  world.now = beijing('2026-04-05', '10:00:00');
  await send([`2026-04-03,1001-22,5.00,,OTHER,利息,6.00`]);
  expect(await open()).toEqual([]);
  const { dayViews } = world.database.stores;
  expect((await dayViews.readSources({ channel: 'wechat', businessDay: DAY })).bank).toBeNull();
  await send([`${DAY},1001-22,1.00,,OTHER,利息,1.00`, `2026-04-04,1001-22,,1.00,OTHER,转出,0.00`]);
  expect(await open()).toEqual(['bank_missing']);
});

describe('a movement with the bank’s own number', () => {
  const columns = { ...MAPPING.columns, serial: '流水号' };
  const row = (text: string, amount = '20,000.00', balance = '20,000.00') =>
    `${NEXT},1001-22,"${amount}",,TENPAY,${text},"${balance}",S-1`;
  const bring = (...rows: string[]) => send(rows, { head: `${HEAD},流水号`, mapping: 'numbered' });
  beforeEach(() =>
    bank.putMapping(clerk, toBankMapping('numbered', bankMappingIn.parse({ ...MAPPING, columns }))),
  );

  test('is the same whatever else is said of it; another amount is refused with its line', async () => {
    await bring(row('财付通结算'));
    expect(await bring(row('财付通结算 (2)', '20,000.00', '25,000.00'))).toMatchObject({
      file: { rowCount: 1, knownCount: 1 },
    });
    const other = row('x', '20,001.00', '20,001.00');
    const known = { line: 2, problem: 'the number is known with another amount' };
    await expect(bring(other)).rejects.toMatchObject({ details: known });
    const twice = { line: 3, problem: 'the same row twice' };
    await expect(bring(row('x'), other)).rejects.toMatchObject({ details: twice });
    expect(await office.moved()).toMatchObject({ bank: yuan(20_000) });
  });
});

describe('a file of the bank', () => {
  test('that comes again changes nothing, and neither do its rows in another file', async () => {
    const first = await send([credit('20,000.00', '20,000.00')]);
    expect(first).toMatchObject({ isKnown: false, file: { rowCount: 1, creditFen: yuan(20_000) } });
    expect(await send([credit('20,000.00', '20,000.00')])).toMatchObject({
      ...{ isKnown: true, file: { id: first.file.id } },
    });
    expect(
      await send([credit('20,000.00', '20,000.00'), `${NEXT},1001-22,,3.00,X,转出,19997.00`]),
    ).toMatchObject({ isKnown: false, file: { rowCount: 2, knownCount: 1, debitFen: yuan(3) } });
    expect(await office.moved()).toMatchObject({ bank: yuan(20_000) });
  });

  test('is imported once by two at the same second', async () => {
    const both = await Promise.all([1, 2].map(() => send([credit('20,000.00', '20,000.00')])));
    expect(both.map(({ isKnown }) => isKnown).sort()).toEqual([false, true]);
    expect(await office.moved()).toMatchObject({ bank: yuan(20_000) });
  });

  test.each<[string, readonly string[], object, string, object]>([
    [
      'about an unknown account',
      [credit('1', '1'), `${NEXT},9999,5.00,,TENPAY,x,6`],
      {},
      'BANK_ACCOUNT_UNKNOWN',
      { line: 3 },
    ],
    [
      'with a row that cannot be read',
      [credit('1', '1'), credit('1O.00', '2')],
      {},
      'BANK_FILE_REFUSED',
      { line: 3 },
    ],
    [
      'in which a row is missing, at its end too',
      [
        ...Array.from({ length: 1_500 }, (_, i) => credit('1.00', `${i + 1}.00`)),
        ...[credit('1.00', '1501.00'), credit('1.00', '1503.00')],
      ],
      {},
      'BANK_FILE_REFUSED',
      { line: 1_503, column: '余额', expected_balance: 150_200, found_balance: 150_300 },
    ],
    ['without a row', [], {}, 'BANK_FILE_REFUSED', { problem: 'no rows' }],
    ['that was cut off', [credit('1', '1'), `${NEXT},1001-22,5`], {}, 'BANK_FILE_REFUSED', { line: 3 }],
    ['with an open quote', [credit('1', '1'), `"${NEXT},1001-22`], {}, 'BANK_FILE_REFUSED', {}],
    ['with other columns', [], { head: '日期,金额' }, 'BANK_FILE_REFUSED', { problem: 'columns missing' }],
    [
      'for which there is no mapping',
      [],
      { mapping: 'abc' },
      'BANK_MAPPING_NOT_FOUND',
      { mappings: ['icbc'] },
    ],
  ])('%s is refused whole', async (_, rows, options, code, details) => {
    await expect(send(rows, options)).rejects.toMatchObject({ code, details });
    expect(await bank.listFiles(clerk, 10)).toEqual([]);
    expect(await office.moved()).not.toHaveProperty('bank');
  });

  test('is imported by who may', async () => {
    const auditor = person('审计', 'auditor');
    const open = () => Readable.from([]);
    await expect(bank.importFile(auditor, { name: 'x', mapping: 'icbc', open })).rejects.toMatchObject({
      code: 'STAFF_FORBIDDEN',
    });
  });

  test('of many rows is read as a stream', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) =>
      credit(`${i + 1}.00`, `${((i + 1) * (i + 2)) / 2}.00`),
    );
    expect(await send(rows)).toMatchObject({ file: { rowCount: 5_000, knownCount: 0 } });
  });
});

describe('the four sources of a day', () => {
  test('stand side by side with their totals', async () => {
    const clock = { now: () => world.now };
    const providers = new Map([['wechat', world.channel.asProvider()]]);
    const views = createDayViewService({ database: world.database, clock, providers, reportSlaMs: 60_000 });
    const before = await views.getDayView(clerk, 'wechat', DAY);
    expect(before).toMatchObject({ bank: null, openDifferences: 0 });
    await send([credit('19,880.00', '19,880.00')]);
    expect(await views.getDayView(clerk, 'wechat', DAY)).toMatchObject({
      ledger: { paid: { count: 1, amountFen: yuan(20_000) }, refunded: { count: 0, amountFen: 0n } },
      statement: { version: 1, paid: { count: 1, amountFen: yuan(20_000) }, feeFen: yuan(120) },
      bank: { count: 1, amountFen: yuan(19_880), invoicedFen: 0n },
      register: { due: { count: 0, amountFen: 0n } },
      ...{ openDifferences: 1, unownedDifferences: 1 },
    });
    await expect(views.getDayView(clerk, 'paypal', DAY)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    await expect(views.getDayView(clerk, 'wechat', '2027-01-01')).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
  });
});
