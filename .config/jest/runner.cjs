// Runs a test file as Jest does, but takes what only words the failures from Node, once for all test files of a worker:
// loaded in each it would take a third of the time of a small one. What judges (expect) and what is asked for (the
// functions of a test) stay in the file.
const run = require('jest-circus/runner');
const { createRequire } = require('node:module');

const OUTSIDE = new Set([
  'jest-diff',
  'jest-matcher-utils',
  'jest-message-util',
  'jest-snapshot',
  'jest-util',
  'pretty-format',
]);

module.exports = (globalConfig, config, environment, runtime, ...rest) => {
  const load = runtime.requireInternalModule.bind(runtime);
  runtime.requireInternalModule = (from, name) =>
    OUTSIDE.has(name) ? createRequire(from)(name) : load(from, name);
  return run.default(globalConfig, config, environment, runtime, ...rest);
};
