/** The Redis of this test run, or null where there is none (the run has said so loudly; in CI it has failed). */
export function testRedisUrl(): string | null {
  return process.env.TEST_REDIS_URL || null;
}
