/** The Chromium of this test run, or null where there is none (the run has said so loudly; in CI it has failed). */
export function testChromium(): string | null {
  return process.env.TEST_CHROMIUM || null;
}
