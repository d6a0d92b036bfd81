import { defineEndpoint, reply } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { accountListOut, journalListOut, journalQuery, toAccountOut, toJournalOut } from './ledger.schema';
import type { LedgerService } from './ledger.service';

/** Reading the ledger. */
export function ledgerEndpoints(ledger: LedgerService): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/v1/ledger/accounts',
      operationId: 'listAccounts',
      summary: 'List the accounts with their balances',
      tag: 'Ledger',
      scope: 'finance',
      answers: { 200: { description: 'All accounts', schema: accountListOut } },
      handle: async () =>
        reply(200, { data: (await ledger.listAccounts()).map(toAccountOut), next_cursor: null }),
    }),
    defineEndpoint({
      method: 'get',
      path: '/v1/ledger/journals',
      operationId: 'listJournals',
      summary: 'List what was booked for an order',
      tag: 'Ledger',
      scope: 'orders',
      query: journalQuery,
      answers: { 200: { description: 'The journals, oldest first', schema: journalListOut } },
      handle: async ({ service, query }) =>
        reply(200, {
          data: (await ledger.listJournals(service, query.order)).map(toJournalOut),
          next_cursor: null,
        }),
    }),
  ];
}
