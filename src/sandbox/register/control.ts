import express, { type Request, type Router } from 'express';
import { formatBeijing } from '../../kernel/business-day';
import { COUNTER } from './books';
import type { RegisterPayment, RegisterReturn } from './books';
import type { RegisterParts } from './routes';

type Body = Readonly<Record<string, unknown>>;

/** The department's desk under /sandbox/register: enters papers, takes money elsewhere, and is the source of trouble. */
export function registerControlRouter({ books, faults, clock }: RegisterParts): Router {
  const router = express.Router();
  router.put('/decisions/:no', (req, res) => {
    const { entered_at: enteredAt, vehicle, check_digit: checkDigit, ...facts } = bodyOf(req);
    books.savePaper({
      decisionNo: req.params.no,
      checkDigit: typeof checkDigit === 'string' ? checkDigit : null,
      facts,
      enteredAt: enteredAt === undefined ? clock.now() : timeOf(enteredAt, 'entered_at'),
      vehicle: vehicle === undefined ? null : vehicleOf(vehicle as Body),
    });
    res.status(204).end();
  });
  router.post('/decisions/:no/payments', (req, res) => {
    const amount = Number(bodyOf(req).amount ?? books.findPaper(req.params.no)?.facts.amount);
    if (!Number.isSafeInteger(amount)) throw new RangeError('amount: a whole number of fen');
    const at = clock.now();
    const payment = { reportNo: COUNTER, decisionNo: req.params.no, amountFen: BigInt(amount) };
    books.savePayment({ ...payment, payerName: null, paidAt: at, bookedAt: at });
    res.status(204).end();
  });
  router.get('/payments', (_req, res) => void res.json({ data: books.payments().map(paymentJson) }));
  router.get('/returns', (_req, res) => void res.json({ data: books.returns().map(returnJson) }));
  router.get('/faults', (_req, res) => void res.json({ data: faults.list() }));
  router.post('/faults', (req, res) => void res.status(201).json(faults.add(bodyOf(req))));
  router.delete('/faults', (_req, res) => {
    faults.clear();
    res.status(204).end();
  });
  return router;
}

function paymentJson(payment: RegisterPayment): object {
  return {
    report_no: payment.reportNo,
    decision_no: payment.decisionNo,
    amount: Number(payment.amountFen),
    payer_name: payment.payerName,
    paid_at: formatBeijing(payment.paidAt),
    booked_at: formatBeijing(payment.bookedAt),
  };
}

function returnJson(returned: RegisterReturn): object {
  return {
    return_no: returned.returnNo,
    report_no: returned.reportNo,
    decision_no: returned.decisionNo,
    amount: Number(returned.amountFen),
    returned_at: formatBeijing(returned.returnedAt),
  };
}

function vehicleOf(body: Body): { plateNo: string; plateType: string; engineNo: string } {
  return {
    plateNo: String(body.plate_no),
    plateType: String(body.plate_type),
    engineNo: String(body.engine_no),
  };
}

function timeOf(value: unknown, name: string): Date {
  const at = new Date(typeof value === 'string' ? value : Number.NaN);
  if (Number.isNaN(at.getTime())) throw new RangeError(`${name}: a time in RFC 3339`);
  return at;
}

const bodyOf = (req: Request): Body =>
  typeof req.body === 'object' && req.body !== null ? (req.body as Body) : {};
