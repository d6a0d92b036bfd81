import type { Environment } from '../kernel/variables';

/**
 * The process's environment, with a `.env` file in the working directory filling what is not set. A production
 * process takes nothing but real variables. The only reader of `process.env`.
 */
export function readEnvironment(): Environment {
  if (process.env.NODE_ENV !== 'production') {
    try {
      process.loadEnvFile();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return process.env;
}

/** Says what is wrong and ends the process with 1: how every command of ours fails. */
export function failProcess(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
