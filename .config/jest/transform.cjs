// What Jest loads for a test file: the tests themselves in its own module system, everything else by Node, once for
// all test files of a worker. A module system of Jest's own for each file would cost seconds in each.
const swc = require('@swc/jest');
const path = require('node:path');
const { compiledOf, isSource, OPTIONS } = require('./compile.cjs');

const tests = path.resolve(__dirname, '..', '..', 'test') + path.sep;
const ofTests = swc.createTransformer({ ...OPTIONS, sourceMaps: 'inline' });

// Jest's own set-up is outside already, where require is that of Node.
const loaderOf = (file) =>
  `module.exports = (typeof requireByNode === 'function' ? requireByNode : require)(${JSON.stringify(file)});`;

module.exports = {
  process(code, file, options) {
    if (file.startsWith(tests)) return ofTests.process(code, file, options);
    return { code: loaderOf(isSource(file) ? compiledOf(file) : file) };
  },
  getCacheKey(code, file, options) {
    return file.startsWith(tests)
      ? ofTests.getCacheKey(code, file, options)
      : `by-node${file.replace(/\W/g, '-')}`;
  },
};
