import type { Clock } from '../kernel/clock';
import type { Variables, VariableValues } from '../kernel/variables';
import type { Provider } from './provider';

/** What a channel gets from the process it lives in. */
export interface ChannelContext {
  clock: Clock;
  /** Where statement files are kept while they are read. */
  downloadDirectory: string;
  /** For what an operator must see. Facts never hold a key, an Authorization header or a payer's data. */
  warn(message: string, facts: Readonly<Record<string, unknown>>): void;
}

/** How a channel is added: its variables, and how it is made from them. */
export interface ChannelDefinition<V extends Variables = Variables> {
  code: string;
  variables: V;
  create(values: VariableValues<V>, context: ChannelContext): Provider;
}
