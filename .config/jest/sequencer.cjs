// The order of the test files: what takes longest first, so that at the end no worker is left alone with it. Jest knows
// how long a file takes once it has run; on a fresh clone it goes by size, and the longest stories are short to tell.
const { default: TestSequencer } = require('@jest/test-sequencer');
const path = require('node:path');

const tests = path.resolve(__dirname, '..', '..', 'test');
const LONGEST = [
  'browser',
  'journeys',
  'faults',
  'integration/queue/outbox.test.ts',
  'integration/dev/postgres.test.ts',
].map((place) => path.join(tests, place));

const isLong = ({ path: file }) => LONGEST.some((place) => file.startsWith(place));

module.exports = class extends TestSequencer {
  sort(files) {
    const sorted = super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
};
