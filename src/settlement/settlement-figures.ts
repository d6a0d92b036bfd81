import type { Fen } from '../kernel/money';
import type { ItemKey } from './remittance';

/** What an item came to over some days. */
export interface ItemFigures extends ItemKey {
  collectedFen: Fen;
  refundedFen: Fen;
  /** Of what was refunded, what had been remitted before: it is taken off the next batch. */
  clawedBackFen: Fen;
  /** The net of what persons booked, such as interest of the bank and red entries. */
  adjustedFen: Fen;
  remittedFen: Fen;
  /** What is owed at the end of the last day. */
  payableFen: Fen;
  /** What came by the last day for an order of this item and waits in suspense now. */
  suspenseFen: Fen;
}
