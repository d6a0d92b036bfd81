import express, { type Request, type Response, type Router } from 'express';
import { businessDayOf, isBusinessDay } from '../../kernel/business-day';
import type { Clock } from '../../kernel/clock';
import { COUNTER } from './books';
import type { RegisterBooks, RegisterPaper, RegisterPayment } from './books';
import type { RegisterFault, RegisterFaults } from './faults';

/** What the gateway must show; it opens nothing but this sandbox. */
const REGISTER_TOKEN = 'sandbox-register';

export interface RegisterParts {
  clock: Clock;
  books: RegisterBooks;
  faults: RegisterFaults;
}

type Body = Readonly<Record<string, unknown>>;

/** The variables that point a gateway at this register. */
export function registerEnvironment(url: string): Record<string, string> {
  return { REGISTER_URL: `${url}/register`, REGISTER_TOKEN };
}

/** The department's register on the wire: JSON, a bearer token, and the result codes of the police, 1 to 10. */
export function registerRouter(parts: RegisterParts): Router {
  const { books, faults } = parts;
  const router = express.Router();
  router.use((req, res, next) => {
    if (req.get('authorization') === `Bearer ${REGISTER_TOKEN}`) next();
    else res.status(401).json({ message: 'unknown token' });
  });
  router.use(express.json());
  router.get('/decisions/:no', (req, res) => {
    const { no } = req.params;
    answer(res, faults.take('lookup', no), () => lookUp(parts, no));
  });
  router.post('/decisions/search', (req, res) =>
    answer(res, faults.take('search', null), () => search(parts, bodyOf(req))),
  );
  router.post('/payments', (req, res) => {
    const body = bodyOf(req);
    answer(res, faults.take('report', String(body.decision_no)), () => take(parts, body));
  });
  router.post('/returns', (req, res) => {
    const body = bodyOf(req);
    answer(res, faults.take('return', String(body.decision_no)), () => giveBack(parts, body));
  });
  router.get('/settlements/:day', (req, res) => {
    const { day } = req.params;
    const isOver = isBusinessDay(day) && day < businessDayOf(parts.clock.now());
    if (!isOver) res.status(404).json({ message: 'not ready' });
    else answer(res, faults.take('settlement', null), () => settlementOf(books, day));
  });
  return router;
}

/** Does what the fault says instead of, or after, the work itself. */
function answer(res: Response, fault: RegisterFault | null, work: () => object): void {
  switch (fault?.kind) {
    case 'hang':
      return;
    case 'reset':
      res.socket?.resetAndDestroy();
      return;
    case 'error_before':
      return void res.status(503).json({ message: 'busy' });
    case 'error_after':
      // The books have it; the one who told it does not learn so.
      work();
      return void res.status(500).json({ message: 'failed' });
    case 'code':
      return void res.json({ code: fault.code });
    case 'redirect':
      return void res.redirect(307, '/register-elsewhere');
    case 'huge_body':
      return void res.type('json').send(`"${'x'.repeat(2 * 1024 * 1024)}"`);
    case 'html_502':
      return void res.status(502).type('html').send('<html>502 Bad Gateway</html>');
    case undefined:
      return void res.json(work());
  }
}

function lookUp({ books, clock }: RegisterParts, decisionNo: string): object {
  const paper = books.findPaper(decisionNo);
  if (!paper) return { code: 3 };
  if (isPaidAtCounter(books, paper)) return { code: 10 };
  return isEntered(paper, clock) ? { code: 1, decision: paperJson(paper) } : { code: 9 };
}

/** Paid at the department's own counter, and not through a gateway. */
function isPaidAtCounter(books: RegisterBooks, { decisionNo, facts }: RegisterPaper): boolean {
  const there = books.paymentsOf(decisionNo).filter((payment) => payment.reportNo === COUNTER);
  return there.length > 0 && there.reduce((sum, { amountFen }) => sum + amountFen, 0n) >= fenIn(facts.amount);
}

/** Plate, kind of plate and the end of the engine's number: all three, or nothing is told. */
function search({ books, clock }: RegisterParts, body: Body): object {
  const tail = String(body.engine_tail ?? '');
  const found = books
    .papers()
    .filter(
      ({ vehicle, ...paper }) =>
        vehicle !== null &&
        tail.length >= 4 &&
        vehicle.plateNo === body.plate_no &&
        vehicle.plateType === body.plate_type &&
        vehicle.engineNo.endsWith(tail) &&
        isEntered(paper, clock),
    );
  return { code: 1, decisions: found.map(paperJson) };
}

/**
 * Takes a payment once. Told again under its number it is a repetition; under another one it goes with what is here
 * already, if the teller knows of exactly that, and else the decision was paid elsewhere.
 */
function take({ books, clock }: RegisterParts, body: Body): object {
  const decisionNo = String(body.decision_no);
  const reportNo = String(body.report_no);
  const paper = books.findPaper(decisionNo);
  if (!paper) return { code: 3, booked_on: null };
  const here = books.paymentsOf(decisionNo);
  const known = here.find((payment) => payment.reportNo === reportNo);
  const beforeFen = here.reduce((sum, payment) => sum + payment.amountFen, 0n);
  if (!known && beforeFen !== fenIn(body.received_before)) return { code: 10, booked_on: null };
  const payment = known ?? paymentOf(body, clock);
  if (!known && isShort(paper, beforeFen + payment.amountFen)) return { code: 4, booked_on: null };
  if (!known) books.savePayment(payment);
  if (!isEntered(paper, clock)) return { code: 8, booked_on: null };
  const code = fenIn(body.outstanding) > 0n ? 7 : known ? 2 : 1;
  return { code, booked_on: businessDayOf(payment.bookedAt) };
}

/** Takes once that money of a payment went back; never more than came. */
function giveBack({ books }: RegisterParts, body: Body): object {
  const [returnNo, reportNo, decisionNo] = [body.return_no, body.report_no, body.decision_no].map(String);
  if (returnNo === undefined || reportNo === undefined || decisionNo === undefined) return { code: 6 };
  const payment = books.paymentsOf(decisionNo).find((it) => it.reportNo === reportNo);
  if (!payment) return { code: 3 };
  const before = books.returns().filter((it) => it.reportNo === reportNo && it.decisionNo === decisionNo);
  if (before.some((it) => it.returnNo === returnNo)) return { code: 2 };
  const amountFen = fenIn(body.amount);
  const beforeFen = before.reduce((sum, it) => sum + it.amountFen, 0n);
  if (beforeFen + amountFen > payment.amountFen) return { code: 6 };
  books.saveReturn({
    returnNo,
    reportNo,
    decisionNo,
    amountFen,
    returnedAt: new Date(String(body.returned_at)),
  });
  return { code: 1 };
}

const fenIn = (value: unknown): bigint => BigInt(Number(value ?? 0));

/** Less than the fine is short, unless the deciding organ has approved instalments. */
function isShort({ facts }: RegisterPaper, receivedFen: bigint): boolean {
  const plan = facts.instalments as { approval?: unknown } | null | undefined;
  return !plan?.approval && receivedFen < fenIn(facts.amount);
}

function paymentOf(body: Body, clock: Clock): RegisterPayment {
  return {
    reportNo: String(body.report_no),
    decisionNo: String(body.decision_no),
    amountFen: BigInt(Number(body.amount)),
    payerName: typeof body.payer_name === 'string' ? body.payer_name : null,
    paidAt: new Date(String(body.paid_at)),
    bookedAt: clock.now(),
  };
}

function settlementOf(books: RegisterBooks, day: string): object {
  const rows = books.bookedOn(day).map(({ reportNo, decisionNo, amountFen }) => ({
    report_no: reportNo,
    decision_no: decisionNo,
    amount: Number(amountFen),
  }));
  return { business_day: day, rows };
}

const isEntered = ({ enteredAt }: Pick<RegisterPaper, 'enteredAt'>, clock: Clock): boolean =>
  enteredAt.getTime() <= clock.now().getTime();

function paperJson({ decisionNo, checkDigit, facts }: RegisterPaper): object {
  return { decision_no: decisionNo, check_digit: checkDigit, ...facts };
}

const bodyOf = (req: Request): Body =>
  typeof req.body === 'object' && req.body !== null ? (req.body as Body) : {};
