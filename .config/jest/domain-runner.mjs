// Runs the tests of the pure domain as any program: loaded by Node, one after the other in this process. A world of its own
// for each file, which Jest gives the others, would take longer than all of these tests.
import { createRunner } from 'jest-light-runner';
import compile from './compile.cjs';

/** What stands in the compiled file is reported of the file that was written. */
export default class extends createRunner({ runtime: 'main_thread' }) {
  constructor(globalConfig, ...rest) {
    super({ ...globalConfig, maxWorkers: 1 }, ...rest);
  }

  runTests(tests, watcher, onStart, onResult, onFailure) {
    const written = new Map(tests.map((test) => [compile.compiledOf(test.path), test]));
    const compiled = [...written].map(([path, test]) => ({ ...test, path }));
    const of = ({ path }) => written.get(path);
    return super.runTests(
      compiled,
      watcher,
      (test) => onStart(of(test)),
      (test, result) => onResult(of(test), { ...result, testFilePath: of(test).path }),
      (test, error) => onFailure(of(test), error),
    );
  }
}
