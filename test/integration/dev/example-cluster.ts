import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import path from 'node:path';
import { chooseAccount } from '../../../src/dev/account';
import { findBinaries } from '../../../src/dev/postgres-binaries';
import { createCluster, openHome } from '../../../src/dev/postgres-home';
import { newClusterFolder } from '../../support/cluster-folder';

/** A cluster that was set up once and never started: copying one costs a tenth of setting one up. */
export interface ExampleCluster {
  /** Lays a copy where there is nothing yet. */
  layInto(dataDir: string): void;
  remove(): void;
}

/** Sets it up in a folder of its own. */
export async function createExampleCluster(): Promise<ExampleCluster> {
  const folder = newClusterFolder('tongfu-dev-');
  chmodSync(folder, 0o755);
  const example = path.join(folder, 'postgres');
  const account = chooseAccount();
  await createCluster(openHome(example, account), findBinaries(account));
  return {
    layInto: (dataDir) => void execFileSync('cp', ['-a', example, dataDir]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
