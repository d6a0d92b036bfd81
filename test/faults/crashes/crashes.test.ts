import { writeFileSync } from 'node:fs';
import { runCrashes } from './run-crashes';

test('probe', async () => {
  const t0 = Date.now();
  let out = '';
  await runCrashes({ choose: (m) => m.map((_, i) => i).filter((i) => (i+3) % 6 === 0), tell: (r) => { out += `${Date.now() - t0} ${r.path} ${r.moments.length} ${r.crashed}\n${r.broken.join('\n').slice(0,3000)}\n` + r.moments.join('\n') + '\n'; writeFileSync('/tmp/tf/crash.out', out);} });
}, 600_000);
