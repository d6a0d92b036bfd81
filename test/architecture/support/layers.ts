import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from './source-files';

export interface Violation {
  rule: string;
  from: string;
  to: string;
}

interface CruiseResult {
  summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
}

/** Checks the imports of a tree (src, workers, prisma, test under `folder`) against our rules. */
export function violationsIn(folder: string): { violations: Violation[]; files: number } {
  const parts = ['src', 'workers', 'prisma', 'test'].filter((part) => existsSync(path.join(folder, part)));
  const command = path.join(repositoryRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = path.join(repositoryRoot, '.config/dependency-cruiser.cjs');
  // An exit code of 1 and more counts the violations; whether it ran at all is what its answer says.
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [command, '--config', config, '--output-type', 'json', ...parts],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser did not run: ${stderr || stdout}`);
  const { summary } = JSON.parse(stdout) as CruiseResult;
  const violations = summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  return { violations, files: summary.totalCruised };
}

/** The violations of a tree that is written for the occasion: path → text. */
export function violationsOfPlanted(files: Record<string, string>): Violation[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'layers-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    symlinkSync(path.join(repositoryRoot, 'package.json'), path.join(folder, 'package.json'));
    symlinkSync(path.join(repositoryRoot, 'node_modules'), path.join(folder, 'node_modules'));
    return violationsIn(folder).violations;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
