const path = require('node:path');
const { compileAll } = require('./jest/compile.cjs');

const root = path.resolve(__dirname, '..');

// First of all, since Jest's own set-up loads them as well: what Node has loaded already is not handed to it again.
compileAll();
for (const name of ['ioredis', 'pg', 'zod']) require(name);

// Packages that tests import themselves and that are large, or whose objects the product is given.
const byNode = [
  'commander',
  'express',
  'fast-check',
  'ioredis',
  'pg',
  'playwright-core',
  'supertest',
  'typescript',
  'undici',
  'zod',
];

const shared = {
  rootDir: root,
  testEnvironment: '<rootDir>/.config/jest/environment.cjs',
  testRunner: '<rootDir>/.config/jest/runner.cjs',
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: { '\\.[cm]?[jt]sx?$': '<rootDir>/.config/jest/transform.cjs' },
  transformIgnorePatterns: ['/\\.(tongfu|config)/', `/node_modules/(?!(${byNode.join('|')})/)`],
};

/** Nothing of these waits for anything: no network, no file, no clock of the machine. */
const PURE = [
  ...['affairs', 'audit', 'days', 'fines', 'kernel', 'notifications', 'orders', 'payments', 'queue'],
  ...['receipts', 'reconciliation', 'refunds', 'reports', 'services', 'settlement', 'staff', 'webhooks'],
].map((folder) => `<rootDir>/test/unit/${folder}/`);

/** @type {import('jest').Config} */
module.exports = {
  rootDir: root,
  // One more than cores that are surely there: a third of the time a test waits, for a timer or another process.
  maxWorkers: 3,
  testSequencer: '<rootDir>/.config/jest/sequencer.cjs',
  testTimeout: 30_000,
  projects: [
    {
      rootDir: root,
      displayName: 'domain',
      testEnvironment: 'node',
      runner: '<rootDir>/.config/jest/domain-runner.mjs',
      modulePathIgnorePatterns: ['<rootDir>/dist/'],
      transform: {},
      testMatch: PURE.map((folder) => `${folder}**/*.test.ts`),
    },
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/{unit,architecture}/**/*.test.{ts,tsx}'],
      testPathIgnorePatterns: ['/node_modules/', ...PURE],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/**/*.test.{ts,tsx}'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/unit/', '<rootDir>/test/architecture/'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
