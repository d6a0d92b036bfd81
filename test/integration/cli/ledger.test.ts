import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { createLedgerProgram } from '../../../src/cli/ledger-program';
import { createDatabase, type Database } from '../../../src/db/database';
import {
  type ChannelMovement,
  collectionJournal,
  type Journal,
  suspenseJournal,
} from '../../../src/ledger/journal';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { jsonOf, runCommand, runHere } from './run-command';

let testDatabase: TestDatabase;
let database: Database;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase({ url: testDatabase.url, poolSize: 2 });
  await book();
});

afterEach(async () => {
  await database.close();
  await testDatabase.drop();
});

/** 200.00 yuan for an order of two items, 5.00 yuan that fit none, 1.20 yuan of fees. */
async function book(): Promise<void> {
  const occurredAt = new Date('2026-11-24T10:00:00+08:00');
  const movement = (transactionId: string, amountFen: bigint): ChannelMovement => ({
    channel: 'north',
    transactionId,
    amountFen,
    occurredAt,
    orderId: null,
  });
  const items = [
    { agencyCode: '310101', incomeItemCode: '10101', amountFen: 15_000n },
    { agencyCode: '310102', incomeItemCode: '20201', amountFen: 5_000n },
  ];
  const feeJournal: Journal = {
    id: 'jrn_fee',
    kind: 'fee',
    businessDay: '2026-11-24',
    occurredAt,
    source: 'north:fee:payment:t1',
    orderId: null,
    postings: [{ debit: 'fee_expense:north', credit: 'clearing:north', amountFen: 120n }],
  };
  const journals = [
    collectionJournal(movement('t1', 20_000n), items),
    suspenseJournal(movement('t2', 500n)),
    feeJournal,
  ];
  await database.stores.ledger.insertJournals(journals, occurredAt);
}

async function sql(statement: string): Promise<void> {
  const client = new Client({ connectionString: testDatabase.url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

const ledger = (...args: string[]) => runHere(testDatabase.url, createLedgerProgram(), ...args);

/** A transaction that is open anywhere on the server, other tests' included, holds the roll-up back for a moment. */
async function rollUp(): Promise<void> {
  while ((await database.stores.ledger.rollUpBalances()) === 0) await sleep(20);
}

/** Somebody changes a balance behind the ledger's back: 5.00 yuan too much on one side of one account. */
async function spoil(): Promise<void> {
  await rollUp();
  await sql(
    `update account_balance set credit_fen = credit_fen + 500 where account_code = 'payable:310101:10101'`,
  );
}

const SPOILT = {
  account: 'payable:310101:10101',
  business_day: '2026-11-24',
  expected_debit: 0,
  expected_credit: 15_000,
  stored_debit: 0,
  stored_credit: 15_500,
};

test('a ledger that was left alone agrees with itself', async () => {
  expect(await runCommand(testDatabase.url, 'src/cli/ledger.ts', 'verify')).toEqual({
    exitCode: 0,
    stdout:
      'Trial balance over 5 accounts: debit 206.20, credit 206.20, difference 0.00\n' +
      'The stored balances are what the postings say.\n',
    stderr: '',
  });
});

test('a spoilt balance is found, named, and mended by a rebuild', async () => {
  await spoil();

  const found = await ledger('verify', '--json');
  expect(found.exitCode).toBe(1);
  expect(jsonOf(found)).toEqual({
    status: 'differences',
    accounts: 5,
    debit: 20_620,
    credit: 21_120,
    differences: [SPOILT],
  });
  expect((await ledger('verify')).stdout).toContain(
    'Wrong  payable:310101:10101 on 2026-11-24: stored 0.00 / 155.00, by the postings 0.00 / 150.00',
  );

  const rebuilt = await ledger('rebuild', '--json');
  expect(rebuilt.exitCode).toBe(0);
  expect(jsonOf(rebuilt)).toEqual({
    status: 'balanced',
    accounts: 5,
    debit: 20_620,
    credit: 20_620,
    differences: [],
    repaired: [SPOILT],
  });
  expect((await ledger('verify')).exitCode).toBe(0);
});

test('a balance that is gone and one that nothing explains are differences', async () => {
  await rollUp();
  await sql(`delete from account_balance where account_code = 'suspense:north'`);
  await sql(`insert into account_balance values ('bank:none', '2026-11-24', 7, 7)`);

  const { exitCode, stdout } = await ledger('verify');

  expect(exitCode).toBe(1);
  expect(stdout).toContain('Wrong  bank:none on 2026-11-24: stored 0.07 / 0.07, by the postings nothing');
  expect(stdout).toContain(
    'Wrong  suspense:north on 2026-11-24: stored nothing, by the postings 0.00 / 5.00',
  );
});
