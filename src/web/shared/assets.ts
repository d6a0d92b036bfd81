import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import express from 'express';
import type { Router } from 'express';

/** What the pages load besides themselves, by file under src/web. */
const FILES = {
  style: 'shared/style.css',
  consoleStyle: 'console/console.css',
  cashierStatus: 'cashier/status-island.js',
  scanDecision: 'fines/scan-island.js',
  callApp: 'cashier/jsapi-island.js',
} as const;

export type AssetName = keyof typeof FILES;

export interface Assets {
  /** The address of an asset; it names the content, so the answer may be kept for ever. */
  urlOf(name: AssetName): string;
  router: Router;
}

const HASH_DIGITS = 12;

/** Reads the assets once. @param directory src/web of this installation */
export function loadAssets(directory: string): Assets {
  const urls = new Map<AssetName, string>();
  const router = express.Router();
  for (const [name, file] of Object.entries(FILES) as [AssetName, string][]) {
    const content = readFileSync(path.join(directory, file));
    const hash = createHash('sha256').update(content).digest('hex').slice(0, HASH_DIGITS);
    const { name: base, ext } = path.parse(file);
    const url = `/assets/${base}.${hash}${ext}`;
    urls.set(name, url);
    router.get(url, (_request, response) => {
      response.set('Cache-Control', 'public, max-age=31536000, immutable').type(ext).send(content);
    });
  }
  return { urlOf: (name) => urls.get(name) ?? '', router };
}
