import { spawn } from 'node:child_process';

/**
 * Ties a server's life to this process, even against kill -9: a small shell waits on a pipe that only we hold.
 * When the pipe closes without a word, the shell sends the signal; the returned function says the word.
 */
export function tieToThisProcess(pid: number, signal: 'INT' | 'TERM'): () => void {
  const script = `read -r word || kill -${signal} "$0" 2>/dev/null`;
  const watch = spawn('/bin/sh', ['-c', script, String(pid)], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    // Out of the terminal's reach, like the server itself.
    detached: true,
  });
  watch.on('error', () => undefined);
  watch.stdin.on('error', () => undefined);
  // A program that has nothing else to do may end; that, too, ends the server.
  watch.unref();
  (watch.stdin as typeof watch.stdin & { unref?: () => void }).unref?.();
  return () => watch.stdin.end('stopped\n');
}
