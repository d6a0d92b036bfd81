import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { runProcess } from '../../process';

/** The variable that names the file in which a measured process finds its task. */
export const TASK_FILE = 'BENCH_TASK_FILE';

/** Where the process that was given this task leaves its result. */
export function resultFileOf(taskFile: string): string {
  return `${taskFile}.result`;
}

/** The main function of a measured process: reads its task, does it, leaves the result as JSON and ends. */
export function runTask<T, R>(work: (task: T) => Promise<R>): void {
  runProcess(async () => {
    const taskFile = String(process.env[TASK_FILE]);
    const result = await work(JSON.parse(readFileSync(taskFile, 'utf8')) as T);
    const resultFile = resultFileOf(taskFile);
    // Whole or not at all: the other side reads it as soon as it is there.
    writeFileSync(`${resultFile}.new`, JSON.stringify(result));
    renameSync(`${resultFile}.new`, resultFile);
  });
}

/** Works through the items, that many at a time, each as soon as one before it has ended. */
export async function eachConcurrently<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

const BYTES_PER_MIB = 1024 * 1024;

/** The most memory that this process has ever held, in MiB. */
export function peakMemoryMib(): number {
  try {
    // What getrusage tells begins with the memory of the process that started this one.
    const peakKib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (peakKib) return Number(peakKib) / 1024;
  } catch {
    // Not Linux.
  }
  return (process.resourceUsage().maxRSS * 1024) / BYTES_PER_MIB;
}

/** The memory that this process holds now, in MiB. */
export function memoryMib(): number {
  return process.memoryUsage.rss() / BYTES_PER_MIB;
}
