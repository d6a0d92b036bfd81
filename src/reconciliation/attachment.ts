import { createHash } from 'node:crypto';
import { newId } from '../kernel/ids';

/** A document that a proposal rests on. */
export interface Attachment {
  id: string;
  name: string;
  mediaType: string;
  sizeBytes: number;
  sha256: string;
  content: Buffer;
  createdAt: Date;
}

/** A document as it comes in. */
export interface AttachedFile {
  name: string;
  mediaType: string;
  content: Buffer;
}

export const MAX_ATTACHMENT_BYTES = 5 * 1024 * 1024;

/** What the finance department works with; nothing that a browser would run. */
export const ATTACHMENT_TYPES: readonly string[] = [
  'application/pdf',
  'image/png',
  'image/jpeg',
  'text/csv',
  'text/plain',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
];

/** Why a file cannot be attached, or null where it can. */
export function attachmentProblem({
  name,
  mediaType,
  content,
}: AttachedFile): 'size' | 'type' | 'name' | null {
  if (content.length === 0 || content.length > MAX_ATTACHMENT_BYTES) return 'size';
  if (!ATTACHMENT_TYPES.includes(mediaType)) return 'type';
  const isName = name.length > 0 && name.length <= 200 && !/[\u0000-\u001f\u007f/\\]/.test(name);
  return isName ? null : 'name';
}

/** An attachment that is kept with what is in it. */
export function newAttachment(file: AttachedFile, at: Date): Attachment {
  const sha256 = createHash('sha256').update(file.content).digest('hex');
  return { ...file, id: newId('att', at), sizeBytes: file.content.length, sha256, createdAt: at };
}
