import { feeInvoiceRequest } from '../../../src/proposals/finance-proposal';
import type { ProposalRequest } from '../../../src/proposals/finance-proposal';
import { createRemittanceServices } from '../../../src/settlement/settlement.service';
import { openProposals } from '../../support/finance-proposals';
import { FINANCE_PROPOSAL_INVARIANTS } from '../../support/finance-proposal-invariants';
import { findBroken } from '../../support/invariants';
import { AGENCY, Books } from '../days/books';
import { line } from '../reconciliation/world';
import { person } from '../reconciliation/office';

const DAY = '2026-03-30';
const clerk = person('王芳', 'clerk');
const reviewer = person('李强', 'reviewer');
const lead = person('赵敏', 'finance_lead');
const treasurer = person('周立', 'treasury_officer');

let books: Books;
let desk: ReturnType<typeof openProposals>;
let remittances: ReturnType<typeof createRemittanceServices>['remittances'];
const now = () => books.world.now;

beforeEach(async () => {
  books = await Books.open();
  const { database } = books.world;
  desk = openProposals({ database, clock: { now } });
  remittances = createRemittanceServices(database).remittances;
});
afterEach(async () => {
  expect(await findBroken(books.url, FINANCE_PROPOSAL_INVARIANTS)).toEqual([]);
  await books.world.close();
});

const balanceOf = async (code: string): Promise<bigint> => {
  const accounts = await books.world.database.stores.ledger.listAccounts();
  const found = accounts.find((account) => account.code === code);
  return (found?.debitFen ?? 0n) - (found?.creditFen ?? 0n);
};
const outcomes = async (work: Promise<unknown>[]) =>
  (await Promise.allSettled(work))
    .map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as { code: string }).code))
    .sort();
const logged = (subject: string) =>
  books.sql<{ action: string; actor_id: string }>(
    `select action, actor_id from audit_entry where subject = '${subject}' order by seq`,
  );

describe('the invoice of a fee', () => {
  const invoice = (reference: string, amountFen = 120n): ProposalRequest =>
    feeInvoiceRequest({ channel: 'wechat', businessDay: DAY, reference, amountFen });
  const recorded = () => books.sql<{ reference: string }>('select reference from fee_invoice order by 1');
  beforeEach(() => books.reconcile(DAY, [line('A', { feeFen: 150n })]));

  test('is booked when another approves it, never by who proposed it, and the voucher names both', async () => {
    const { id, subject } = await desk.propose(clerk, invoice('FP-1'));
    expect(await recorded()).toEqual([]);
    expect(await balanceOf('bank')).toBe(0n);
    const own = person('王芳', 'reviewer');
    await expect(desk.approve(own, id)).rejects.toMatchObject({ code: 'OWN_PROPOSAL' });
    await expect(desk.approve(treasurer, id)).rejects.toMatchObject({ code: 'STAFF_FORBIDDEN' });
    await expect(desk.propose(treasurer, invoice('FP-2'))).rejects.toMatchObject({ code: 'STAFF_FORBIDDEN' });
    const unsure = { ...reviewer, unconfirmed: new Set(['differences.approve'] as const) };
    await expect(desk.approve(unsure, id)).rejects.toMatchObject({ code: 'STEP_UP_NEEDED' });
    expect(await desk.approve(reviewer, id)).toMatchObject({ status: 'approved', decidedBy: reviewer.id });
    expect(await recorded()).toEqual([{ reference: 'FP-1' }]);
    expect(await balanceOf('bank')).toBe(-120n);
    expect(await logged(subject)).toEqual([
      { action: 'proposal.proposed', actor_id: clerk.id },
      { action: 'proposal.approved', actor_id: reviewer.id },
    ]);
    expect(
      await books.sql(`select proposed_by, decided_by from finance_proposal p join finance_proposal_journal x
        on x.proposal_id = p.id join journal j on j.id = x.journal_id where j.kind = 'fee'`),
    ).toEqual([{ proposed_by: clerk.id, decided_by: reviewer.id }]);
  });

  test('that two approve at the same second is booked once', async () => {
    const { id } = await desk.propose(clerk, invoice('FP-1'));
    expect(await outcomes([desk.approve(reviewer, id), desk.approve(lead, id)])).toEqual([
      'PROPOSAL_NOT_IN_STATE',
      'done',
    ]);
    expect(await balanceOf('bank')).toBe(-120n);
  });

  test('is proposed once by two at the same second, and not again once it is recorded', async () => {
    const both = [desk.propose(clerk, invoice('FP-1')), desk.propose(lead, invoice('FP-1'))];
    expect(await outcomes(both)).toEqual(['PROPOSAL_WAITS', 'done']);
    const [waiting] = await desk.listProposals(clerk, { status: 'proposed', limit: 9 });
    await desk.approve(reviewer, waiting?.id ?? '');
    await expect(desk.propose(clerk, invoice('FP-1'))).rejects.toMatchObject({ code: 'FEE_INVOICE_KNOWN' });
  });

  test('that was refused or withdrawn books nothing, and may be proposed anew', async () => {
    const first = await desk.propose(clerk, invoice('FP-1'));
    expect(await desk.refuse(reviewer, first.id, '金额有误')).toMatchObject({ note: '金额有误' });
    const second = await desk.propose(clerk, invoice('FP-1'));
    await expect(desk.withdraw(lead, second.id)).rejects.toMatchObject({ code: 'PROPOSAL_NOT_YOURS' });
    await desk.withdraw(clerk, second.id);
    for (const { id } of [first, second])
      await expect(desk.approve(reviewer, id)).rejects.toMatchObject({ code: 'PROPOSAL_NOT_IN_STATE' });
    expect(await recorded()).toEqual([]);
    expect(await balanceOf('bank')).toBe(0n);
    await desk.carry(invoice('FP-1'), { maker: clerk, checker: reviewer });
    expect(await balanceOf('bank')).toBe(-120n);
  });

  test('is held against what the channel charged when it is approved as well', async () => {
    const tooHigh = { code: 'FEE_INVOICE_TOO_HIGH', details: { fee: 150, invoiced: 120 } };
    const waiting = await desk.propose(clerk, invoice('FP-1', 100n));
    await desk.carry(invoice('FP-2', 120n), { maker: clerk, checker: reviewer });
    await expect(desk.propose(clerk, invoice('FP-3', 31n))).rejects.toMatchObject(tooHigh);
    await expect(desk.approve(reviewer, waiting.id)).rejects.toMatchObject(tooHigh);
    expect(await recorded()).toEqual([{ reference: 'FP-2' }]);
    expect(await balanceOf('bank')).toBe(-120n);
  });
});

describe('a batch that the bank did not pay', () => {
  let id: string;
  const back = (): ProposalRequest => ({
    ...{ kind: 'remittance_return', subject: id, reason: '账号有误', facts: {} },
  });
  const make = () => remittances.makeBatch(treasurer, { destination: 'treasury', upTo: DAY }, now());
  beforeEach(async () => {
    await books.sql(`insert into agency values ('310101', '一', 'One')`);
    await books.world.database.stores.remittanceRules.putTarget({
      ...{ ...AGENCY, destination: 'treasury', accountName: '国库', accountNo: '6222', bankName: null },
    });
    await books.collect('1', DAY, 10_000n);
    await books.close(DAY);
    ({ id } = await make());
    await remittances.checkBatch(lead, id, now());
  });

  test('frees its money once another has approved that, and no one person can free it', async () => {
    await expect(desk.propose(treasurer, back())).rejects.toMatchObject({ code: 'REMITTANCE_STATUS' });
    await remittances.exportBatch(treasurer, id, now());
    const why = { reason: '账号有误', now: now() };
    await expect(remittances.returnBatch(lead, id, why)).rejects.toMatchObject({
      code: 'REMITTANCE_AT_BANK',
    });
    await expect(desk.propose(lead, back())).rejects.toMatchObject({ code: 'STAFF_FORBIDDEN' });
    const proposed = await desk.propose(treasurer, back());
    await expect(make()).rejects.toMatchObject({ code: 'NOTHING_TO_REMIT' });
    await expect(desk.approve(treasurer, proposed.id)).rejects.toMatchObject({ code: 'OWN_PROPOSAL' });
    await expect(desk.approve(reviewer, proposed.id)).rejects.toMatchObject({ code: 'STAFF_FORBIDDEN' });
    const others = [lead, person('钱进', 'treasury_officer')];
    expect(await outcomes(others.map((one) => desk.approve(one, proposed.id)))).toEqual([
      'PROPOSAL_NOT_IN_STATE',
      'done',
    ]);
    expect(await remittances.getBatch(lead, id)).toMatchObject({
      ...{ status: 'returned', returnedReason: '账号有误' },
    });
    expect((await make()).amountFen).toBe(10_000n);
    expect(await books.sql(`select 1 from journal where kind = 'remittance'`)).toEqual([]);
  });

  test('that the bank paid meanwhile is not returned any more', async () => {
    await remittances.exportBatch(treasurer, id, now());
    const proposed = await desk.propose(treasurer, back());
    await remittances.acknowledge(treasurer, id, { reference: 'TIPS-1', on: DAY, now: now() });
    await expect(desk.approve(lead, proposed.id)).rejects.toMatchObject({ code: 'PROPOSAL_NOT_IN_STATE' });
    expect(await desk.listProposals(lead, { limit: 1 })).toMatchObject([
      { id: proposed.id, status: 'withdrawn', decidedBy: 'system', note: 'remittance_acknowledged' },
    ]);
    await expect(make()).rejects.toMatchObject({ code: 'NOTHING_TO_REMIT' });
  });
});
