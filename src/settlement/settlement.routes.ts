import { defineEndpoint, reply } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import type { Clock } from '../kernel/clock';
import { fenOut } from '../http/schema';
import { invalidFields } from '../kernel/invalid';
import { actorOfService } from '../staff/service-actor';
import {
  settlementOut,
  settlementQuery,
  toItemOut,
  toTreasuryOut,
  treasuryIn,
  treasuryOut,
} from './remittance.schema';
import { remittanceEndpoints } from './remittance.routes';
import type { RemittanceRouteDeps } from './remittance.routes';
import type { SettlementBookService } from './settlement.service';

export interface SettlementRouteDeps extends RemittanceRouteDeps {
  settlementBooks: SettlementBookService;
}

/** What was collected and where it went, the batches in which it goes, and whether the treasury has it so, too. */
export function settlementEndpoints(deps: SettlementRouteDeps): Endpoint[] {
  return [figuresEndpoint(deps), ...remittanceEndpoints(deps), ...treasuryEndpoints(deps, deps.clock)];
}

function figuresEndpoint({ settlementBooks }: SettlementRouteDeps): Endpoint {
  return defineEndpoint({
    method: 'get',
    path: '/v1/settlement',
    operationId: 'readSettlement',
    summary: 'Per agency and income item: what was collected, refunded and remitted, and what is owed',
    tag: 'Remittances',
    scope: 'finance',
    query: settlementQuery,
    answers: { 200: { description: 'The figures', schema: settlementOut } },
    handle: async ({ service, query }) => {
      const { items, suspenseFen } = await settlementBooks.readFigures(actorOfService(service), query);
      return reply(200, { items: items.map(toItemOut), suspense: fenOut(suspenseFen) });
    },
  });
}

const treasury = {
  path: '/v1/treasury-figures/{period}',
  tag: 'Remittances',
  scope: 'finance',
  answers: { 200: { description: 'Item by item', schema: treasuryOut } },
} as const;

function treasuryEndpoints({ settlementBooks }: SettlementRouteDeps, clock: Clock): Endpoint[] {
  const { tellTreasuryFigures, confirmTreasuryFigures } = settlementBooks;
  return [
    defineEndpoint({
      ...treasury,
      method: 'get',
      operationId: 'compareTreasury',
      summary: 'Compare a month (2026-11) or a year (2026) with what the treasury says that it received',
      handle: async ({ service, params }) => {
        const period = periodOf(params);
        const found = await settlementBooks.compareTreasury(actorOfService(service), period);
        return reply(200, toTreasuryOut(period, found));
      },
    }),
    figuresEndpointOf(tellTreasuryFigures, clock, {
      ...treasury,
      operationId: 'tellTreasuryFigures',
      summary: 'Keep what the treasury says of a month or a year, in the place of what it said before',
    }),
    figuresEndpointOf(confirmTreasuryFigures, clock, {
      ...{ ...treasury, path: `${treasury.path}/confirm` },
      operationId: 'confirmTreasuryFigures',
      summary: 'Confirm figures that another key or person told, as they were seen: all of them, or none',
    }),
  ];
}

/** Takes figures of a month or year, and gives the comparison that comes of it. */
function figuresEndpointOf(
  work: SettlementBookService['tellTreasuryFigures'],
  clock: Clock,
  terms: Omit<typeof treasury, 'path'> & { path: string; operationId: string; summary: string },
): Endpoint {
  return defineEndpoint({
    ...terms,
    method: 'post',
    body: treasuryIn,
    handle: async ({ service, params, body }) => {
      const period = periodOf(params);
      const figures = body.figures.map(({ income_item: incomeItemCode, amount: amountFen }) => ({
        ...{ incomeItemCode, amountFen },
      }));
      const found = await work(actorOfService(service), { period, figures, now: clock.now() });
      return reply(200, toTreasuryOut(period, found));
    },
  });
}

function periodOf({ period = '' }: Readonly<Record<string, string>>): string {
  if (!/^\d{4}(-(0[1-9]|1[0-2]))?$/.test(period))
    throw invalidFields([
      { in: 'path', pointer: 'period', message: 'must be a month such as 2026-11, or a year' },
    ]);
  return period;
}
