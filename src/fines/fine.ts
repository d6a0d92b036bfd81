import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';

/** What a penalty decision says is owed. */
export interface Fine {
  /** 15 digits; a printed number has a check digit behind them. */
  decisionNo: string;
  checkDigit: string | null;
  affairCode: string;
  amountFen: Fen;
  obligorName: string;
  servedOn: BusinessDay;
}
