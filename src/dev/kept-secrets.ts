import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newToken } from '../kernel/ids';
import { Secret } from '../kernel/secret';

/** The key of this data folder under which citizens' second factors are kept; the environment's, where it has one. */
export function keptLookupSecret(dataDir: string): Secret {
  return keptSecret(process.env.FINE_LOOKUP_SECRET, dataDir, 'lookup-secret');
}

/** The same for the sessions of the finance staff. */
export function keptConsoleSecret(dataDir: string): Secret {
  return keptSecret(process.env.CONSOLE_SECRET, dataDir, 'console-secret');
}

/** The same for the bank accounts to which refunds are paid. */
export function keptPayeeSecret(dataDir: string): Secret {
  return keptSecret(process.env.PAYEE_ACCOUNT_SECRET, dataDir, 'payee-secret');
}

/** The file of this data folder with the key that signs closed days. */
export function keptSealKey(dataDir: string): string {
  return kept(dataDir, 'day-seal-key.pem', () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
}

function keptSecret(given: string | undefined, dataDir: string, name: string): Secret {
  if (given) return new Secret(given);
  return new Secret(
    readFileSync(
      kept(dataDir, name, () => newToken() + newToken()),
      'utf8',
    ),
  );
}

function kept(dataDir: string, name: string, make: () => string): string {
  const file = path.join(dataDir, name);
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, make(), { mode: 0o600 });
  }
  return file;
}
