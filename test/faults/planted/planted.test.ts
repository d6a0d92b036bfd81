import ts from 'typescript';
import { PLANTED_BUGS } from './bugs';
import { patchedSources, readSource } from './patched-sources';

/** So that the list does not rot while the product changes; that each bug is found takes a command of its own. */
describe.each(PLANTED_BUGS)('the bug "$name"', (bug) => {
  test('still finds its place in the product, and can be compiled', () => {
    for (const [file, text] of patchedSources(bug)) {
      expect(text).not.toBe(readSource(file));
      const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true, fileName: file });
      expect(diagnostics).toEqual([]);
    }
  });
});

test('a piece of text that is not there exactly once is refused', () => {
  const patches = [{ file: 'src/kernel/clock.ts', find: 'no such text', replace: '' }];
  expect(() => patchedSources({ name: 'rotten', shows: /./, patches })).toThrow(
    '0 times in src/kernel/clock.ts',
  );
});
