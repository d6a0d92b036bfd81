import { Client } from 'pg';
import { CLAIM_TRANSITIONS } from '../../src/claims/claim';
import { FINE_REPORT_TRANSITIONS } from '../../src/fines/fine-report';
import { FINE_RETURN_TRANSITIONS } from '../../src/fines/fine-return';
import { ORDER_TRANSITIONS } from '../../src/orders/order';
import { PAYMENT_TRANSITIONS } from '../../src/payments/payment';
import { PROPOSAL_TRANSITIONS } from '../../src/proposals/finance-proposal';
import { RESOLUTION_TRANSITIONS } from '../../src/reconciliation/resolution';
import { EXPORT_TRANSITIONS } from '../../src/reports/export';
import { REFUND_TRANSITIONS } from '../../src/refunds/refund';
import { REMITTANCE_TRANSITIONS } from '../../src/settlement/remittance';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { BROKEN } from '../support/broken-rows';
import { expectInvariants, findBroken, INVARIANTS } from '../support/invariants';

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const inserted = (id: string, status = 'open') =>
  client.query(
    `insert into orders (id, service_id, external_ref, status, amount_fen, cashier_token, metadata, expires_at,
       created_at, updated_at)
     values ($1, 'svc_1', '1', $2, 100, $1, '{}', now(), now(), now())`,
    [id, status],
  );

describe('statuses in the database', () => {
  test('may make exactly the moves that the tables in the code have', async () => {
    const { rows } = await client.query<Record<string, string>>(
      `select subject || ' ' || from_status || ' ' || to_status as move from legal_move`,
    );
    const ofCode = [
      ...ORDER_TRANSITIONS.map(({ from, to }) => `order ${from} ${to}`),
      ...PAYMENT_TRANSITIONS.map(({ from, to }) => `payment ${from} ${to}`),
      ...REFUND_TRANSITIONS.map(({ from, to }) => `refund ${from} ${to}`),
      ...CLAIM_TRANSITIONS.map(({ from, to }) => `claim ${from} ${to}`),
      ...RESOLUTION_TRANSITIONS.map(({ from, to }) => `resolution ${from} ${to}`),
      ...PROPOSAL_TRANSITIONS.map(({ from, to }) => `finance_proposal ${from} ${to}`),
      ...REMITTANCE_TRANSITIONS.map(({ from, to }) => `remittance ${from} ${to}`),
      ...EXPORT_TRANSITIONS.map(({ from, to }) => `export ${from} ${to}`),
      ...FINE_REPORT_TRANSITIONS.map(({ from, to }) => `fine_report ${from} ${to}`),
      ...FINE_RETURN_TRANSITIONS.map(({ from, to }) => `fine_return ${from} ${to}`),
    ];
    expect(rows.map(({ move }) => move).sort()).toEqual([...new Set(ofCode)].sort());
  });

  test('refuse a move that is in no table, whoever tries it', async () => {
    await inserted('ord_illegal', 'closed');
    const move = client.query(`update orders set status = 'paid' where id = 'ord_illegal'`);
    await expect(move).rejects.toMatchObject({ code: '23514' });
  });

  test('keep every move that was made', async () => {
    await inserted('ord_kept');
    await client.query(`update orders set status = 'closed' where id = 'ord_kept'`);
    await client.query(`update orders set payer_name = '李四' where id = 'ord_kept'`);
    const { rows } = await client.query(
      `select subject, from_status, to_status from status_change where subject_id = 'ord_kept'`,
    );
    expect(rows).toEqual([{ subject: 'order', from_status: 'open', to_status: 'closed' }]);
  });

  test.each(['journal', 'posting', 'channel_transaction', 'status_change'])(
    'and the histories in %s cannot be changed, not even by hand',
    async (table) => {
      await expect(client.query(`delete from ${table}`)).rejects.toMatchObject({ code: '42501' });
      await expect(client.query(`truncate ${table} cascade`)).rejects.toMatchObject({ code: '42501' });
    },
  );
});

describe('the invariants', () => {
  test('hold in an empty database, and each notices what breaks it', async () => {
    const spoilt = await createTestDatabase();
    const hand = new Client({ connectionString: spoilt.url });
    await hand.connect();
    try {
      await expectInvariants(spoilt.url);
      for (const [, statement] of BROKEN) await hand.query(statement);
      const noticed = await findBroken(spoilt.url);
      const unnoticed = BROKEN.filter(([name]) => !noticed.some((line) => line.startsWith(name)));
      expect(unnoticed.map(([name]) => name)).toEqual([]);
      expect(INVARIANTS).toHaveLength(BROKEN.length);
    } finally {
      await hand.end();
      await spoilt.drop();
    }
  });
});
