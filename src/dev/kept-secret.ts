import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newToken } from '../kernel/ids';
import { Secret } from '../kernel/secret';

/** The key of this data folder under which citizens' second factors are kept; the environment's, where it has one. */
export function keptLookupSecret(dataDir: string): Secret {
  return keptSecret(process.env.FINE_LOOKUP_SECRET, path.join(dataDir, 'lookup-secret'));
}

/** The same for the sessions of the finance staff. */
export function keptConsoleSecret(dataDir: string): Secret {
  return keptSecret(process.env.CONSOLE_SECRET, path.join(dataDir, 'console-secret'));
}

function keptSecret(given: string | undefined, file: string): Secret {
  if (given) return new Secret(given);
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, newToken() + newToken(), { mode: 0o600 });
  }
  return new Secret(readFileSync(file, 'utf8'));
}
