import type { ChannelFact } from '../providers/provider';

/**
 * How we learned of a fact. The channel's own answer to a question outweighs a message; what its daily file names was
 * acted on by two persons.
 */
export type FactOrigin = 'notification' | 'query' | 'statement';

/** A verified fact, kept until it has been acted on. */
export interface InboxFact extends ChannelFact {
  channel: string;
  origin: FactOrigin;
  notificationId: string | null;
}

/** A fact in the inbox. */
export interface InboxEntry extends InboxFact {
  id: bigint;
}

/** What came of a fact; kept with it. */
export type FactOutcome =
  | 'settled'
  | 'suspense'
  | 'duplicate'
  | 'closed'
  | 'refunded'
  | 'asked'
  | 'set_aside';
