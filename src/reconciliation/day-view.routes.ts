import { defineEndpoint, reply } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { isBusinessDay } from '../kernel/business-day';
import { invalidFields } from '../kernel/invalid';
import { actorOfService } from '../staff/service-actor';
import type { BankService } from './bank/bank.service';
import { dayViewOut, dayViewQuery, feeInvoiceIn, feeInvoiceOut, toDayViewOut } from './day-view.schema';
import type { DayViewService } from './day-view.service';

export interface DayViewRouteDeps {
  dayViews: DayViewService;
  bank: BankService;
}

/** The four sources of a day side by side, and the invoices of fees. */
export function dayViewEndpoints({ dayViews, bank }: DayViewRouteDeps): Endpoint[] {
  return [viewEndpoint(dayViews), invoiceEndpoint(bank)];
}

function viewEndpoint(dayViews: DayViewService): Endpoint {
  return defineEndpoint({
    method: 'get',
    path: '/v1/reconciliation-days/{day}',
    operationId: 'getReconciliationDay',
    summary: 'Read what our books, the channel, the bank and the register say of a day, side by side',
    tag: 'Reconciliations',
    scope: 'finance',
    query: dayViewQuery,
    answers: { 200: { description: 'The day', schema: dayViewOut } },
    handle: async ({ service, params: { day = '' }, query: { channel } }) => {
      if (!isBusinessDay(day))
        throw invalidFields([{ in: 'path', pointer: 'day', message: 'must be a day' }]);
      return reply(200, toDayViewOut(await dayViews.getDayView(actorOfService(service), channel, day)));
    },
  });
}

function invoiceEndpoint(bank: BankService): Endpoint {
  return defineEndpoint({
    method: 'post',
    path: '/v1/fee-invoices',
    operationId: 'recordFeeInvoice',
    summary: 'Record the invoice by which a channel’s fee of a day is paid apart from the proceeds',
    tag: 'Reconciliations',
    scope: 'finance',
    body: feeInvoiceIn,
    answers: { 201: { description: 'It is recorded and booked', schema: feeInvoiceOut } },
    handle: async ({
      service,
      body: { channel, business_day: businessDay, amount: amountFen, reference },
    }) => {
      await bank.recordInvoice(actorOfService(service), { channel, businessDay, amountFen, reference });
      return reply(201, { channel, business_day: businessDay, amount: Number(amountFen), reference });
    },
  });
}
