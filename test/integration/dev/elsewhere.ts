import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { argumentsFor, PROJECT_ROOT } from '../../../src/dev/child';

export interface Elsewhere {
  child: ChildProcess;
  /** Where its database listens. */
  url: string;
  serverPid: number;
}

/** Where the data of a folder lies: inside it, or where a note in it says. */
export function clusterFolder(dataDir: string): string {
  const note = path.join(dataDir, 'location');
  return path.join(existsSync(note) ? readFileSync(note, 'utf8') : path.join(dataDir, 'data'), 'cluster');
}

function serverPid(dataDir: string): number {
  return Number(readFileSync(path.join(clusterFolder(dataDir), 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/**
 * Another Node process that runs a server on the data folder until it is killed. `first` is what it does before it
 * starts the server, once all modules are loaded.
 */
export function startElsewhere(dataDir: string, first = ''): Promise<Elsewhere> {
  const file = path.join(path.dirname(dataDir), 'elsewhere.cjs');
  const loader = argumentsFor('src/dev/postgres.ts');
  const module = loader.pop();
  writeFileSync(
    file,
    `const { startPostgres } = require(${JSON.stringify(module)});
     ${first}
     startPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: true }).then((postgres) => {
       console.log(postgres.url);
       setInterval(() => undefined, 1000);
     });`,
  );
  const child = spawn(process.execPath, [...loader, file], {
    cwd: PROJECT_ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr.on('data', (text) => (errors += String(text)));
    child.stdout.once('data', (line) =>
      resolve({ child, url: String(line).trim(), serverPid: serverPid(dataDir) }),
    );
    child.once('exit', () => reject(new Error(errors)));
  });
}
