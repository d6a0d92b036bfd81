import { defineEndpoint, reply } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import {
  payeeAccountIn,
  payeeAccountOut,
  payeeVerificationIn,
  toPayeeAccountOut,
} from './payee-account.schema';
import type { PayeeAccountService } from './payee-account.service';

export interface PayeeAccountRouteDeps {
  payeeAccounts: PayeeAccountService;
}

const answer = { description: 'The account', schema: payeeAccountOut };

/** The bank account to which a refund is paid that its channel does not give back. */
export function payeeAccountEndpoints(deps: PayeeAccountRouteDeps): Endpoint[] {
  return [...entryEndpoints(deps), ...checkEndpoints(deps)];
}

function entryEndpoints({ payeeAccounts }: PayeeAccountRouteDeps): Endpoint[] {
  const path = '/v1/refunds/{id}/payee-account';
  return [
    defineEndpoint({
      method: 'post',
      path,
      operationId: 'enterPayeeAccount',
      summary: 'Enter the bank account for a refund that was left to a person; somebody else verifies it',
      tag: 'Refunds',
      scope: 'orders',
      body: payeeAccountIn,
      answers: { 201: answer },
      handle: async ({ service, params, body }) => {
        const details = {
          name: body.account_name,
          number: body.account_number,
          bankName: body.bank_name,
        };
        const entered = await payeeAccounts.enterAccount(service, params.id ?? '', details);
        return reply(201, toPayeeAccountOut(entered));
      },
    }),
    defineEndpoint({
      method: 'get',
      path,
      operationId: 'getPayeeAccount',
      summary: 'Read the bank account of a refund, masked, and who has verified it',
      tag: 'Refunds',
      scope: 'orders',
      answers: { 200: answer },
      handle: async ({ service, params }) =>
        reply(200, toPayeeAccountOut(await payeeAccounts.getAccount(service, params.id ?? ''))),
    }),
  ];
}

function checkEndpoints({ payeeAccounts }: PayeeAccountRouteDeps): Endpoint[] {
  const path = '/v1/refunds/{id}/payee-account';
  return [
    defineEndpoint({
      method: 'post',
      path: `${path}/verify`,
      operationId: 'verifyPayeeAccount',
      summary: 'Verify the bank account that another has entered, by typing its number again',
      tag: 'Refunds',
      scope: 'refunds:approve',
      body: payeeVerificationIn,
      answers: { 200: answer },
      handle: async ({ service, params, body: { account_number: number } }) =>
        reply(200, toPayeeAccountOut(await payeeAccounts.verifyAccount(service, params.id ?? '', number))),
    }),
    defineEndpoint({
      method: 'post',
      path: `${path}/reveal`,
      operationId: 'revealPayeeAccount',
      summary: 'Read the whole bank account, to pay to it; that is written down',
      tag: 'Refunds',
      scope: 'refunds:approve',
      answers: { 200: answer },
      handle: async ({ service, params }) =>
        reply(200, toPayeeAccountOut(await payeeAccounts.revealAccount(service, params.id ?? ''))),
    }),
  ];
}
