import type { z } from 'zod';
import { formatBeijing } from '../kernel/business-day';
import type { AppError } from '../kernel/errors';
import type { Secret } from '../kernel/secret';
import { HttpTransport, TransportError } from '../providers/transport';
import type { HttpAnswer, HttpRequest } from '../providers/transport';
import type { DocumentType } from './decision';
import type { Fine } from './fine';
import { toFine } from './fine.schema';
import { REPORT_RESULTS } from './register';
import type { DecisionAnswer, FineRegister, PaymentReport } from './register';
import { RegisterOutcomeUnknown, RegisterUnavailable } from './register.errors';
import { lookupAnswer, reportAnswer, searchAnswer, settlementFile } from './register.schema';
import type { DecisionTold } from './register.schema';

export interface RegisterOptions {
  /** Without a slash at its end. */
  url: string;
  token: Secret;
  /** For one exchange as a whole. */
  timeoutMs: number;
}

interface Exchange<T extends z.ZodType> {
  method: HttpRequest['method'];
  path: string;
  body?: object;
  answer: T;
}

type Call = <T extends z.ZodType>(exchange: Exchange<T>) => Promise<z.output<T>>;

const PAYABLE: readonly DocumentType[] = ['simple_decision', 'general_decision'];

/** The answer itself says that it is not there yet. */
class NotReady extends Error {
  override readonly name = 'NotReady';
}

/** The register over HTTP and JSON: one total timeout, no redirects, bounded answers, a bearer token. */
export function createRegisterClient(options: RegisterOptions): FineRegister {
  const origin = new URL(options.url).origin;
  const transport = new HttpTransport({ allowedOrigins: [origin], timeoutMs: options.timeoutMs });
  const call: Call = (exchange) => send(transport, options, exchange);
  return {
    findByDecisionNo: (decisionNo) => findByDecisionNo(call, decisionNo),
    async findByPlate({ plateNo, plateType, engineTail }) {
      // Not in the address: addresses are written into logs.
      const body = { plate_no: plateNo, plate_type: plateType, engine_tail: engineTail };
      const path = '/decisions/search';
      const { decisions } = await reading(call({ method: 'POST', path, body, answer: searchAnswer }));
      return decisions.map(fineOf);
    },
    async reportPayment(report) {
      const body = bodyOf(report);
      const path = '/payments';
      const answer = await reporting(call({ method: 'POST', path, body, answer: reportAnswer }));
      return { code: answer.code, result: REPORT_RESULTS[answer.code], bookedOn: answer.booked_on };
    },
    async reportReturn(report) {
      const { returnNo: return_no, reportNo: report_no, decisionNo: decision_no } = report;
      const [amount, returned_at] = [Number(report.amountFen), formatBeijing(report.returnedAt)];
      const body = { return_no, report_no, decision_no, amount, returned_at };
      const sent = call({ method: 'POST', path: '/returns', body, answer: reportAnswer });
      const answer = await reporting(sent.catch(noneWhereNotFound));
      return answer === null ? 'not_taken' : { code: answer.code, result: REPORT_RESULTS[answer.code] };
    },
    async readSettlementFile(day) {
      const sent = call({ method: 'GET', path: `/settlements/${day}`, answer: settlementFile });
      const file = await reading(sent.catch(noneWhereNotFound));
      if (file === null) return null;
      if (file.business_day !== day) throw RegisterUnavailable({ details: { reason: 'OTHER_DAY' } });
      return file.rows.map((row) => ({
        reportNo: row.report_no,
        decisionNo: row.decision_no,
        amountFen: row.amount,
      }));
    },
  };
}

function noneWhereNotFound(error: unknown): null {
  if (error instanceof NotReady) return null;
  throw error;
}

async function findByDecisionNo(call: Call, decisionNo: string): Promise<DecisionAnswer> {
  const path = `/decisions/${encodeURIComponent(decisionNo)}`;
  const { code, decision } = await reading(call({ method: 'GET', path, answer: lookupAnswer }));
  if (code === 3 || code === 8 || code === 9) return { kind: 'not_yet_entered', code };
  if (code === 10) return { kind: 'paid_elsewhere' };
  if (code !== 1 || decision?.decision_no !== decisionNo) {
    throw RegisterUnavailable({ details: { reason: 'ANSWER_UNCLEAR', register_code: code } });
  }
  if (!PAYABLE.includes(decision.document_type)) {
    return { kind: 'not_a_decision', documentType: decision.document_type };
  }
  if (!('amount' in decision)) throw RegisterUnavailable({ details: { reason: 'ANSWER_INCOMPLETE' } });
  return { kind: 'found', fine: fineOf(decision) };
}

function fineOf({ decision_no, check_digit, ...told }: DecisionTold): Fine {
  return toFine({ decisionNo: decision_no, checkDigit: check_digit }, told);
}

function bodyOf({ reportNo, decisionNo, paidAt, payerName, ...amounts }: PaymentReport): object {
  return {
    report_no: reportNo,
    decision_no: decisionNo,
    amount: Number(amounts.amountFen),
    received_before: Number(amounts.receivedBeforeFen),
    outstanding: Number(amounts.outstandingFen),
    paid_at: formatBeijing(paidAt),
    payer_name: payerName,
  };
}

/** @throws TransportError where there is no answer that can be used, NotReady where it says 404 */
async function send<T extends z.ZodType>(
  transport: HttpTransport,
  { url, token }: RegisterOptions,
  { method, path, body, answer: schema }: Exchange<T>,
): Promise<z.output<T>> {
  const answer = await transport.send({
    method,
    url: url + path,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token.reveal()}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (answer.status === 404) throw new NotReady();
  // Anything but 200 may come from something in between, and proves nothing.
  if (answer.status !== 200) throw new TransportError(`HTTP_${answer.status}`, true);
  const read = schema.safeParse(jsonOf(answer));
  if (!read.success) throw new TransportError('ANSWER_NOT_UNDERSTOOD', true, read.error);
  return read.data;
}

function jsonOf({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function reading<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw unavailable(error);
  });
}

/** A report that may have left was perhaps taken: only telling it again shows. */
function reporting<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    const mayHaveArrived = error instanceof NotReady || (error instanceof TransportError && error.wasSent);
    throw mayHaveArrived
      ? RegisterOutcomeUnknown({ details: { reason: reasonOf(error) }, cause: error })
      : unavailable(error);
  });
}

/** Anything that the transport did not declare is a bug, and passes. */
function unavailable(error: unknown): AppError | unknown {
  if (!(error instanceof TransportError || error instanceof NotReady)) return error;
  return RegisterUnavailable({ details: { reason: reasonOf(error) }, cause: error });
}

const reasonOf = (error: TransportError | NotReady): string =>
  error instanceof TransportError ? error.code : 'HTTP_404';
