import { timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database';
import { businessDayOf } from '../kernel/business-day';
import type { Clock } from '../kernel/clock';
import { AppError } from '../kernel/errors';
import type { Secret } from '../kernel/secret';
import type { Order } from '../orders/order';
import type { OrderService } from '../orders/order.service';
import { CITIZEN_ID } from '../services/service';
import type { ServiceIdentity } from '../services/service';
import type { DecisionNo } from './decision-no';
import { balanceOf, isPaidOff, receivedBefore } from './debt';
import { hashFactor, isSameName, readProof, signProof } from './factor';
import type { Factor } from './factor';
import type { Fine } from './fine';
import { LookupProofInvalid, NothingOwed } from './fine.errors';
import type { FineQuoter, FineService } from './fine.service';
import type { Quote } from './quote';
import type { FineRegister } from './register';

/** What somebody says of a decision to be shown it. */
export interface Claim extends DecisionNo {
  factor: Factor;
  /** 号牌种类, two digits; counts where the factor is a vehicle. */
  plateType: string;
  /** The full name on the decision; null where it was not asked for. */
  name: string | null;
}

/** How a decision that was found stands today. */
export type FineStanding =
  /** `quote` is of what is to be paid first; `rest` of all that is left, where that is more. */
  | { kind: 'payable'; quote: Quote; rest: Quote | null }
  | { kind: 'paid' }
  | { kind: 'refused'; code: string };

export interface FoundFine {
  fine: Fine;
  standing: FineStanding;
  /** Lets its holder order the fine for a while. */
  proof: string;
}

export interface LookupService {
  /**
   * Finds a decision for its party. Null for a number that nobody told of, for a wrong factor and where none is on
   * record alike, and after the same time. What a vehicle's papers show is asked of the register too, whatever is known.
   * @throws REGISTER_UNAVAILABLE where only the register could know
   */
  findFine(claim: Claim): Promise<FoundFine | null>;
  /**
   * The order that pays a fine that was found: the one that is open already, if there is one, so that pressing twice
   * orders once.
   * @param partCount 1: the next instalment alone; null: all that is owed
   * @throws LookupProofInvalid, FineAlreadyPaid, and why the decision cannot be quoted or paid
   */
  orderFine(proof: string, partCount: 1 | null): Promise<Order>;
}

export interface LookupDeps {
  database: Database;
  clock: Clock;
  fines: FineQuoter & Pick<FineService, 'learnFines'>;
  /** Null: departments tell what their decisions are found by, and nobody else. */
  register: Pick<FineRegister, 'findByPlate'> | null;
  orders: Pick<OrderService, 'createOrder'>;
  lookupSecret: Secret;
}

/** Every answer takes at least this long: how much of a guess was right must not show in the time. */
const ANSWER_AFTER_MS = 100;
const PROOF_MS = 15 * 60_000;
const ORDER_SECONDS = 7200;
/** An order that ends sooner is not handed out again. */
const REUSE_MS = 15 * 60_000;

const CITIZEN: ServiceIdentity = {
  id: CITIZEN_ID,
  name: 'citizen',
  scopes: [],
  agencyCode: null,
  returnOrigins: [],
};

/** How citizens find their fines, and order them. */
export function createLookupService(deps: LookupDeps): LookupService {
  return {
    async findFine(claim) {
      const [found] = await Promise.all([findFine(deps, claim), sleep(ANSWER_AFTER_MS)]);
      return found;
    },
    async orderFine(proof, partCount) {
      const decisionNo = readProof(deps.lookupSecret, proof, deps.clock.now());
      if (decisionNo === null) throw LookupProofInvalid();
      await deps.fines.learnFines([decisionNo]);
      return orderFine(deps, decisionNo, partCount);
    },
  };
}

async function findFine(deps: LookupDeps, claim: Claim): Promise<FoundFine | null> {
  const { database, clock, lookupSecret } = deps;
  const { decisionNo } = claim;
  const [isStored, isVouched] = await Promise.allSettled([fitsStored(deps, claim), askRegister(deps, claim)]);
  if (isStored.status === 'rejected') throw isStored.reason;
  if (!isStored.value && isVouched.status === 'rejected') throw isVouched.reason;
  if (!isStored.value && !(isVouched.status === 'fulfilled' && isVouched.value)) return null;
  const [fine] = await database.stores.fines.findFines([decisionNo]);
  if (!fine || !fits(claim, fine, lookupSecret)) return null;
  const proof = signProof(lookupSecret, decisionNo, new Date(clock.now().getTime() + PROOF_MS));
  return { fine, proof, standing: await standingOf(deps, fine) };
}

async function fitsStored({ database, lookupSecret }: LookupDeps, claim: Claim): Promise<boolean> {
  const { decisionNo, factor } = claim;
  const claimed = hashFactor(lookupSecret, decisionNo, factor);
  const stored = await database.stores.factors.findFactor(decisionNo, factor.kind);
  return stored !== null && timingSafeEqual(stored.hash, claimed);
}

/** Whether the register has the decision among those about the vehicle; then it is kept here, too. */
async function askRegister({ register, fines }: LookupDeps, claim: Claim): Promise<boolean> {
  const { decisionNo, factor, plateType } = claim;
  if (!register || factor.kind !== 'vehicle') return false;
  const { plate: plateNo, engineTail } = factor;
  const found = await register.findByPlate({ plateNo, plateType, engineTail });
  if (!found.some((fine) => fine.decisionNo === decisionNo)) return false;
  await fines.learnFines([decisionNo]);
  return true;
}

/** The check digit and the name count where they were given. */
function fits({ checkDigit, name }: Claim, fine: Fine, secret: Secret): boolean {
  if (checkDigit !== null && fine.checkDigit !== null && checkDigit !== fine.checkDigit) return false;
  return name === null || isSameName(secret, name, fine.obligorName);
}

async function standingOf({ database, clock, fines }: LookupDeps, fine: Fine): Promise<FineStanding> {
  const { orders, fineReports } = database.stores;
  if ((await fineReports.findPaidElsewhere([fine.decisionNo])).length > 0) return { kind: 'paid' };
  const payments = await orders.findFinePayments([fine.decisionNo]);
  const onDay = businessDayOf(clock.now());
  const calendar = await fines.loadCalendar(database.stores);
  const owed = (partCount: number | null) =>
    fines.quoteFine({ fine, payments }, { onDay, partCount }, calendar);
  try {
    if (isPaidOff({ payments }, () => owed(1))) return { kind: 'paid' };
    const quote = owed(1);
    const { quote: whole } = balanceOf({ payments }, owed);
    const rest = whole && whole.paidParts.length > 1 ? whole : null;
    if (quote.totalFen > 0n) return { kind: 'payable', quote, rest };
    return { kind: 'refused', code: NothingOwed().code };
  } catch (error) {
    if (error instanceof AppError) return { kind: 'refused', code: error.code };
    throw error;
  }
}

function orderFine(deps: LookupDeps, decisionNo: string, partCount: 1 | null): Promise<Order> {
  const { database, clock, fines, orders } = deps;
  return database.transact(async (stores) => {
    // Whoever presses twice, or orders on another device, comes after the first.
    await stores.orders.lockDecisions([decisionNo]);
    const [fine] = await stores.fines.findFines([decisionNo]);
    if (!fine) throw LookupProofInvalid();
    const payments = await stores.orders.findFinePayments([decisionNo]);
    const request = { onDay: businessDayOf(clock.now()), partCount };
    const quote = fines.quoteFine({ fine, payments }, request, await fines.loadCalendar(stores));
    const mine = { serviceId: CITIZEN.id, externalRef: decisionNo, status: 'open', limit: 1 } as const;
    const [open] = await stores.orders.listOrders(mine);
    const lastsUntil = new Date(clock.now().getTime() + REUSE_MS);
    if (open && isStillOwed(open, quote) && open.expiresAt > lastsUntil) return open;
    return orders.createOrder(stores, CITIZEN, {
      external_ref: decisionNo,
      items: [
        {
          affair: fine.affairCode,
          quantity: 1,
          decision_no: decisionNo,
          ...(partCount !== null && { instalments: partCount }),
        },
      ],
      expires_in: ORDER_SECONDS,
      metadata: {},
    });
  });
}

/** Whether an open order asks for what is owed now: the same amount, of the same money that came before. */
function isStillOwed({ items }: Order, { totalFen, input }: Quote): boolean {
  const item = items[0];
  const receivedFen = input.decision.received.reduce((sum, money) => sum + money.amountFen, 0n);
  return item?.amountFen === totalFen && receivedBefore(item.quote) === receivedFen;
}
