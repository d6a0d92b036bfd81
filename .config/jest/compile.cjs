// The product compiled once for all tests, kept beside the clone: test files and the processes that tests start load
// it as Node loads any program. Only what has changed since the last run is compiled again.
const { transformFileSync, version } = require('@swc/core');
const {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..', '..');
const COMPILED = path.join(root, '.tongfu', 'compiled');
const FOLDERS = ['src', 'workers', 'prisma', 'test/support', 'test/unit'];

/** As tsconfig.json has it. */
const OPTIONS = {
  swcrc: false,
  sourceMaps: true,
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic', importSource: 'preact' } },
  },
};

/** Where the compiled form of a source file lies. @param {string} file a path of this clone */
const compiledOf = (file) => path.join(COMPILED, path.relative(root, file)).replace(/\.tsx?$/, '.js');

/** Whether the file is a part of the product that is compiled. @param {string} file a path of this clone */
const isSource = (file) =>
  /\.tsx?$/.test(file) && FOLDERS.some((folder) => file.startsWith(path.join(root, folder) + path.sep));

const timeOf = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** A file system keeps finer times than can be set: what was set is read a fraction of a millisecond away. */
const isSameTime = (one, other) => Math.abs(one - other) < 1;

function compile(file) {
  const target = compiledOf(file);
  const changedAt = timeOf(file);
  if (isSameTime(timeOf(target), changedAt)) return;
  const { code, map } = transformFileSync(file, { ...OPTIONS, filename: file });
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(`${target}.map`, JSON.stringify({ ...JSON.parse(map), sources: [file] }));
  // Another run in this clone may be reading: a file appears whole.
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, `${code}\n//# sourceMappingURL=${path.basename(target)}.map\n`);
  utimesSync(draft, changedAt / 1000, changedAt / 1000);
  renameSync(draft, target);
}

const filesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/** What was compiled in another way counts for nothing. */
function forgetOtherWays() {
  const way = JSON.stringify({ version, OPTIONS });
  const note = path.join(COMPILED, 'way.json');
  if (existsSync(note) && readFileSync(note, 'utf8') === way) return;
  rmSync(COMPILED, { recursive: true, force: true });
  mkdirSync(COMPILED, { recursive: true });
  writeFileSync(note, way);
}

/** Compiles what has changed, and removes what is gone. */
function compileAll() {
  forgetOtherWays();
  const sources = FOLDERS.flatMap((folder) => filesIn(path.join(root, folder))).filter(isSource);
  for (const file of sources) compile(file);
  const wanted = new Set(sources.map(compiledOf));
  for (const file of filesIn(COMPILED)) {
    if (/\.js(\.map)?$/.test(file) && !wanted.has(file.replace(/\.map$/, ''))) rmSync(file, { force: true });
  }
}

module.exports = { compileAll, compiledOf, isSource, OPTIONS };
