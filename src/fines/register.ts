import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { DocumentType } from './decision';
import type { Fine } from './fine';

/** The result codes of the police side (domain 1.7), as they are on the wire. */
export type ResultCode = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/** What a result code says about a report. */
export type ReportResult =
  | 'accepted'
  | 'repeated'
  | 'no_such_decision'
  | 'amount_short'
  | 'past_settlement_date'
  | 'unclear'
  | 'surcharge_short'
  /** Taken, although the officer has not entered the paper decision yet. */
  | 'accepted_unentered'
  | 'not_yet_entered'
  | 'paid_elsewhere';

/** One result per code. */
export const REPORT_RESULTS: Readonly<Record<ResultCode, ReportResult>> = {
  1: 'accepted',
  2: 'repeated',
  3: 'no_such_decision',
  4: 'amount_short',
  5: 'past_settlement_date',
  6: 'unclear',
  7: 'surcharge_short',
  8: 'accepted_unentered',
  9: 'not_yet_entered',
  10: 'paid_elsewhere',
};

/** What the register knows of a number. */
export type DecisionAnswer =
  | { kind: 'found'; fine: Fine }
  /** There, and paid at a counter, a bank or another platform: nothing is left to pay. */
  | { kind: 'paid_elsewhere' }
  /** Not there. A paper decision may be entered up to 48 hours late, so that this is never final. */
  | { kind: 'not_yet_entered'; code: ResultCode }
  /** There, and nothing that can be paid: a notice, a measure, a record that nobody has dealt with (domain R10). */
  | { kind: 'not_a_decision'; documentType: DocumentType };

/** What whoever holds the vehicle's papers can name (domain 1.8). */
export interface PlateQuery {
  plateNo: string;
  /** 号牌种类, two digits. */
  plateType: string;
  /** The last digits of the engine's number. */
  engineTail: string;
}

/** 罚缴分离实施办法 10: the collector reports the payer's name, the amount and the time. */
export interface PaymentReport {
  /** Unique per paid decision: told again, it is a repetition and no second payment. */
  reportNo: string;
  decisionNo: string;
  amountFen: Fen;
  /** What the register has of this decision already: with that this is a further payment, and not one elsewhere. */
  receivedBeforeFen: Fen;
  /** What it leaves open of what was to be paid with it, by our measure. */
  outstandingFen: Fen;
  paidAt: Date;
  payerName: string | null;
}

/** What the register answered to a report. */
export interface ReportAnswer {
  code: ResultCode;
  result: ReportResult;
  /** The day in whose settlement file the register lists it; null while it is booked on none. */
  bookedOn: BusinessDay | null;
}

/** That money of a payment went back to its payer. */
export interface ReturnReport {
  /** Unique per refund and report: told again, it is a repetition. */
  returnNo: string;
  /** Of the payment. */
  reportNo: string;
  decisionNo: string;
  amountFen: Fen;
  returnedAt: Date;
}

/** `not_taken`: this register has no ear for it. */
export type ReturnAnswer = Pick<ReportAnswer, 'code' | 'result'> | 'not_taken';

/** A line of the register's file of one day. */
export interface SettlementRow {
  reportNo: string;
  decisionNo: string;
  amountFen: Fen;
}

/** The department's own system. Every method may throw REGISTER_UNAVAILABLE. */
export interface FineRegister {
  findByDecisionNo(decisionNo: string): Promise<DecisionAnswer>;
  /** The decisions about a vehicle; none where the engine's number does not fit. */
  findByPlate(query: PlateQuery): Promise<Fine[]>;
  /** @throws REGISTER_OUTCOME_UNKNOWN where the report may have arrived: tell it again */
  reportPayment(report: PaymentReport): Promise<ReportAnswer>;
  /** @throws REGISTER_OUTCOME_UNKNOWN where the word may have arrived: tell it again */
  reportReturn(report: ReturnReport): Promise<ReturnAnswer>;
  /** Every payment that the register booked on a day; null while the file is not ready. */
  readSettlementFile(day: BusinessDay): Promise<SettlementRow[] | null>;
}
