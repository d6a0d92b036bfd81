import { findCommand, installPackages } from './debian';

/** The headless shell first: the same engine without the window around it, at half the cost for each page. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];
const PACKAGES = ['chromium-headless-shell', 'chromium'];
const CHINESE_FONT = 'fonts-noto-cjk';
const INSTALL_LIMIT_MS = 300_000;

/** What makes a Chromium talk to this machine alone; without the sandbox, since root has none. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The path of a Chromium on the PATH, or null. */
export function findChromium(searchPath?: string): string | null {
  return findCommand(NAMES, searchPath);
}

/** Installs Debian's Chromium with a Chinese font where we may; the path of the browser, or null. */
export async function installChromium(): Promise<string | null> {
  for (const name of PACKAGES) {
    if (await installPackages([name, CHINESE_FONT], INSTALL_LIMIT_MS)) return findChromium();
  }
  return null;
}
