import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { loadOrCreateKeys } from '../../src/sandbox/keys';

const CACHE = path.resolve(__dirname, '../../node_modules/.cache/sandbox-tests');

/** Keys take a second to make: all test files share one set, that is made once and whole. Gives its folder. */
export async function sharedSandboxKeys(): Promise<string> {
  const folder = path.join(CACHE, 'keys');
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  await loadOrCreateKeys(draft, new Date());
  try {
    renameSync(draft, folder);
  } catch {
    rmSync(draft, { recursive: true });
  }
  return folder;
}
