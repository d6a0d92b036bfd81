import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newToken } from '../kernel/ids';
import { Secret } from '../kernel/secret';

/** The key of this data folder under which citizens' second factors are kept; the environment's, where it has one. */
export function keptLookupSecret(dataDir: string): Secret {
  if (process.env.FINE_LOOKUP_SECRET) return new Secret(process.env.FINE_LOOKUP_SECRET);
  const file = path.join(dataDir, 'lookup-secret');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, newToken() + newToken(), { mode: 0o600 });
  }
  return new Secret(readFileSync(file, 'utf8'));
}
