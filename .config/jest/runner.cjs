// Runs a test file as Jest does, but shares what each file of a worker would have anew.
const run = require('jest-circus/runner');
const hooks = require('node:async_hooks');
const { createRequire } = require('node:module');

/**
 * What only words the failures: loaded in each file it would take a third of the time of a small one. What judges
 * (expect) and what is asked for (the functions of a test) stay in the file.
 */
const OUTSIDE = new Set([
  'jest-diff',
  'jest-matcher-utils',
  'jest-message-util',
  'jest-snapshot',
  'jest-util',
  'pretty-format',
]);

/**
 * Jest keeps the current test in a storage of the file's own, which nobody ever disables, and Node 20 asks every storage
 * at every promise: after a hundred files each promise of the product takes a hundred times as long. One is enough, since
 * the files of a worker run one after the other.
 */
const storage = new hooks.AsyncLocalStorage();
const shared = {
  ...hooks,
  AsyncLocalStorage: function () {
    return storage;
  },
};

function loaderInto(runtime) {
  const load = runtime.requireInternalModule.bind(runtime);
  return (from, name) => {
    if (name === 'node:async_hooks' || name === 'async_hooks') return shared;
    return OUTSIDE.has(name) ? createRequire(from)(name) : load(from, name);
  };
}

module.exports = (globalConfig, config, environment, runtime, ...rest) => {
  runtime.requireInternalModule = loaderInto(runtime);
  return run.default(globalConfig, config, environment, runtime, ...rest);
};
