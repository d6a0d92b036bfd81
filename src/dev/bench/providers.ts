import type { Config } from '../../config/config';
import { systemClock } from '../../kernel/clock';
import type { Provider } from '../../providers/provider';

/** The configured channels as the product makes them, for a process that does not compose the whole of it. */
export function createProviders(config: Config): ReadonlyMap<string, Provider> {
  const context = {
    clock: systemClock,
    downloadDirectory: config.statementDirectory,
    warn: (message: string, facts: object) => console.error(message, facts),
  };
  return new Map(
    config.channels.map(({ definition, values }) => [definition.code, definition.create(values, context)]),
  );
}
