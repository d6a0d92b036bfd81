// Jest's environment for Node, in which what Node has loaded outside and what a test file does inside are of one kind:
// an error that a test throws is an Error to the product, and a pattern is a RegExp.
const { ModernFakeTimers } = require('@jest/fake-timers');
const { TestEnvironment } = require('jest-environment-node');

const ERRORS = [
  'AggregateError',
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
];
const CLASSES = [...ERRORS, 'URIError', 'Date', 'Map', 'Set', 'WeakMap', 'WeakSet', 'RegExp'];

/** The class outside becomes that of the test file; what the engine makes there by itself descends from it. */
function share(global, name) {
  Object.setPrototypeOf(global[name].prototype, globalThis[name].prototype);
  global[name] = globalThis[name];
}

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of CLASSES) share(this.global, name);
    this.global.console = console;
    this.global.process = process;
    this.global.requireByNode = require;
    // Timers are faked for the product, which takes them from outside.
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: globalThis });
  }
};
