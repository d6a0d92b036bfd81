import type { PlateType } from '../../fines/factor';
import type { DecisionNoProblem } from '../../fines/decision-no';

/** What came of a try, where no fine is shown. One for everything that did not fit: it does not say what. */
export type FinesNote =
  | DecisionNoProblem
  | 'factor-missing'
  | 'not-found'
  | 'name-needed'
  | 'wait'
  | 'proof-old'
  | 'paid-already'
  | 'cannot-order';

/** Why a fine that was found cannot be paid; codes without words of their own are told as `other`. */
export type RefusedReason =
  | 'NOT_A_DECISION'
  | 'FINE_NOT_SERVED'
  | 'NOTHING_OWED'
  | 'CALENDAR_YEAR_MISSING'
  | 'other';

/** Everything that the look-up of fines says, in one language. */
export interface FinesTexts {
  title: string;
  lead: string;
  number: string;
  numberHint: string;
  factor: string;
  factorHint: string;
  licence: string;
  licenceHint: string;
  orVehicle: string;
  plate: string;
  plateType: string;
  plateTypes: Readonly<Record<PlateType, string>>;
  whereIsIt: string;
  /** What the picture of a decision shows, for who does not see it. */
  picture: string;
  onPaper: { organ: string; title: string; number: string; qr: string };
  scan: string;
  scanFailed: string;
  engine: string;
  engineHint: string;
  name: string;
  nameHint: string;
  find: string;
  why: string;
  notes: Readonly<Record<FinesNote, string>>;
  foundTitle: string;
  toPay: string;
  decisionNo: string;
  party: string;
  servedOn: string;
  dueOn: string;
  rolledOver(days: number): string;
  principal: string;
  surcharge(days: number, isCapped: boolean): string;
  excluded(days: number): string;
  /** What came for it before. */
  received: string;
  total: string;
  quotedOn(day: string): string;
  articles: string;
  pay: string;
  /** By a plan: the next instalment, or all that is left. */
  payNext(amount: string): string;
  payAll(amount: string): string;
  instalment(part: number): string;
  instalmentPaid: string;
  instalmentDue(day: string): string;
  checkBeforePaying: string;
  paidTitle: string;
  /** The link to where a violation is dealt with. */
  process: string;
  paid: string;
  refusedTitle: string;
  refused: Readonly<Record<RefusedReason, string>>;
  again: string;
}
