import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { loadSealKey } from '../config/config';
import { readEnvironment } from '../config/environment';
import { verifyDays } from '../days/verification.service';
import type { Verification } from '../days/verification.service';
import { isBusinessDay } from '../kernel/business-day';
import { CommandError, createProgram, EXIT, withDatabase } from './command';

interface VerifyOptions {
  from: string;
  publicKey?: string[];
  json?: boolean;
}

async function verify({ from, publicKey = [], json = false }: VerifyOptions): Promise<void> {
  if (!isBusinessDay(from)) throw new CommandError(`${from} is not a day such as 2026-11-24.`);
  const keys = [...publicKey.map(readPublicKey), ...ownKey()];
  const found = await withDatabase((database) => verifyDays(database, from, keys));
  if (found.broken) process.exitCode = EXIT.failed;
  console.log(json ? toJson(found) : toText(found, from));
}

/** A key that is trusted may be a public one from a file, such as one that signed before it was changed. */
function readPublicKey(file: string): KeyObject {
  try {
    return createPublicKey(readFileSync(file));
  } catch {
    throw new CommandError(`${file} is not a public key in PEM form.`);
  }
}

function ownKey(): KeyObject[] {
  const key = loadSealKey(readEnvironment());
  return key ? [createPublicKey(key)] : [];
}

function toText({ days, upTo, hash, broken, areSignaturesChecked }: Verification, from: string): string {
  if (broken)
    return [`${broken.day} is broken:`, ...broken.faults.map((fault) => `  ${broken.day}: ${fault}`)].join(
      '\n',
    );
  if (upTo === null) return `No day is closed from ${from} on.`;
  return [
    `${days} closed days up to ${upTo} are what was sealed. The hash of the last is ${hash}`,
    areSignaturesChecked
      ? 'All of them are signed by a key that is trusted.'
      : 'Their signatures were not checked: name a key with --public-key, or set DAY_SEAL_PRIVATE_KEY.',
  ].join('\n');
}

function toJson({ days, upTo, hash, areSignaturesChecked, broken }: Verification): string {
  return JSON.stringify({
    ...{ status: broken ? 'broken' : 'intact', days, up_to: upTo, hash },
    signatures_checked: areSignaturesChecked,
    broken,
  });
}

/** `npm run verify -- --from DAY`. */
export function createVerifyProgram(): Command {
  return createProgram(
    'npm run verify --',
    'Recomputes the closed days from their journals and postings: hashes, chain, signatures and balances.',
  )
    .requiredOption('--from <day>', 'the first day to look at, such as 2026-11-24')
    .option('--public-key <file...>', 'a key whose signatures are trusted; the own one is')
    .option('--json', 'print JSON')
    .action(verify);
}
