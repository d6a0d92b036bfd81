import { businessDayOf, type BusinessDay } from '../../kernel/business-day';
import type { Fen } from '../../kernel/money';
import type { Journal } from '../journal';

/** A paper as the department holds it. Its facts are told as they are, so that a test can make them contradict. */
export interface RegisterPaper {
  decisionNo: string;
  checkDigit: string | null;
  facts: Readonly<Record<string, unknown>>;
  /** Before this moment nobody can look it up; a payment is taken with code 8. */
  enteredAt: Date;
  vehicle: { plateNo: string; plateType: string; engineNo: string } | null;
}

/** The number of every report of its own counter. */
export const COUNTER = 'counter';

/** Money that the department knows of. */
export interface RegisterPayment {
  reportNo: string;
  decisionNo: string;
  amountFen: Fen;
  payerName: string | null;
  paidAt: Date;
  bookedAt: Date;
}

/** Money that the department knows to have gone back. */
export interface RegisterReturn {
  returnNo: string;
  reportNo: string;
  decisionNo: string;
  amountFen: Fen;
  returnedAt: Date;
}

/** What the department believes. Every change is one line of the journal; the last line of a record wins. */
export class RegisterBooks {
  readonly #papers = new Map<string, RegisterPaper>();
  /** By the number of the report. */
  readonly #payments = new Map<string, RegisterPayment>();
  /** By its number. */
  readonly #returns = new Map<string, RegisterReturn>();
  readonly #journal: Journal;

  constructor(journal: Journal, at: Date) {
    this.#journal = journal;
    this.#enterExamples(at);
    journal.replay('register_paper', (record) => {
      const paper = record as unknown as RegisterPaper;
      this.#papers.set(paper.decisionNo, paper);
    });
    journal.replay('register_payment', (record) => {
      const payment = record as unknown as RegisterPayment;
      this.#payments.set(payment.reportNo + payment.decisionNo, payment);
    });
    journal.replay('register_return', (record) => {
      const returned = record as unknown as RegisterReturn;
      this.#returns.set(returned.returnNo, returned);
    });
  }

  savePaper(paper: RegisterPaper): void {
    this.#papers.set(paper.decisionNo, paper);
    this.#journal.append('register_paper', { ...paper });
  }

  savePayment(payment: RegisterPayment): void {
    this.#payments.set(payment.reportNo + payment.decisionNo, payment);
    this.#journal.append('register_payment', { ...payment });
  }

  saveReturn(returned: RegisterReturn): void {
    this.#returns.set(returned.returnNo, returned);
    this.#journal.append('register_return', { ...returned });
  }

  returns(): RegisterReturn[] {
    return [...this.#returns.values()];
  }

  findPaper(decisionNo: string): RegisterPaper | null {
    return this.#papers.get(decisionNo) ?? null;
  }

  paymentsOf(decisionNo: string): RegisterPayment[] {
    return this.payments().filter((payment) => payment.decisionNo === decisionNo);
  }

  papers(): RegisterPaper[] {
    return [...this.#papers.values()];
  }

  payments(): RegisterPayment[] {
    return [...this.#payments.values()];
  }

  bookedOn(day: BusinessDay): RegisterPayment[] {
    return this.payments().filter((payment) => businessDayOf(payment.bookedAt) === day);
  }

  /** The journal belongs to the whole sandbox, and is cleared with it. */
  clear(at: Date): void {
    this.#papers.clear();
    this.#payments.clear();
    this.#returns.clear();
    this.#enterExamples(at);
  }

  /** The decisions that a seeded gateway knows, and two that only the department does. Nobody of them exists. */
  #enterExamples(at: Date): void {
    for (const [decisionNo, checkDigit, amount, name, on] of EXAMPLES) {
      this.#papers.set(decisionNo, {
        decisionNo,
        checkDigit,
        facts: {
          affair: decisionNo.startsWith('310115') ? 'traffic-fine' : 'pedestrian-fine',
          document_type: amount > 200_00 ? 'general_decision' : 'simple_decision',
          amount,
          obligor: { name },
          served: { method: 'handed_over', on },
        },
        enteredAt: at,
        vehicle: null,
      });
    }
  }
}

const EXAMPLES: readonly [
  decisionNo: string,
  checkDigit: string | null,
  amount: number,
  name: string,
  on: string,
][] = [
  ['310115190000123', '4', 200_00, '李明', '2026-11-16'],
  ['310115190000124', '2', 100_00, '王芳', '2026-11-18'],
  ['310115190000125', '0', 2000_00, '赵强', '2026-10-09'],
  ['310104190000088', '7', 20_00, '陈静', '2026-11-20'],
  ['310104190000089', null, 50_00, '𠮷田健', '2026-11-20'],
  ['310115190000201', '6', 150_00, '周敏', '2026-11-19'],
  ['310104190000202', '1', 30_00, '吴刚', '2026-11-19'],
];
