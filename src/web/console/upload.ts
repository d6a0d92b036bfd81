import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineError } from '../../kernel/errors';
import type { UploadedFile } from './page';

/** A larger file is sent to the API, which reads it piece by piece. */
export const MOST_UPLOADED_BYTES = 32 * 1024 * 1024;

const FileMissing = defineError('invalid', 'FILE_MISSING', 'Choose a file. Nothing was changed.');

/** The file on disk for as long as the work takes. @throws FileMissing */
export async function withUpload<T>(
  directory: string,
  file: UploadedFile | null,
  work: (path: string, name: string) => Promise<T>,
): Promise<T> {
  if (!file) throw FileMissing();
  const at = path.join(directory, `upload-${randomBytes(12).toString('hex')}`);
  try {
    await writeFile(at, file.content, { mode: 0o600 });
    return await work(at, file.name);
  } finally {
    await rm(at, { force: true });
  }
}
