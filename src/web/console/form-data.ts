import type { Request } from 'express';
import { uploadedBytes } from '../../http/upload';
import { invalidField } from '../../kernel/invalid';
import { parseYuan } from '../../kernel/money';
import type { Fen } from '../../kernel/money';
import { ReasonMissing, ReasonTooLong } from '../../refunds/refund.errors';
import type { Actor } from '../../staff/actor';
import { requirePermission } from '../../staff/authority';
import type { ConsoleAction, UploadedFile } from './page';

/** What a form has sent. */
export interface SentForm {
  fields: Readonly<Record<string, string>>;
  file: UploadedFile | null;
}

export const NO_FORM: SentForm = { fields: {}, file: null };

/** What is around a file in the body of a form: its other fields, and the lines between the parts. */
const AROUND_BYTES = 64 * 1024;

/**
 * The fields of a form, and its file where it may have one. Bytes are read only of who may send them.
 * @throws StaffForbidden, REQUEST_INVALID, what a body parser throws of a body that is too long
 */
export async function readForm(
  request: Request,
  actor: Actor,
  upload: ConsoleAction['upload'],
): Promise<SentForm> {
  const contentType = request.get('content-type') ?? '';
  if (upload) requirePermission(actor, upload.permission);
  if (!upload || !/^multipart\/form-data/i.test(contentType))
    return { fields: textsOf(request.body), file: null };
  const chunks: Uint8Array[] = [];
  for await (const chunk of uploadedBytes(request, upload.maxBytes + AROUND_BYTES)) chunks.push(chunk);
  const entries = await entriesOf(Buffer.concat(chunks), contentType);
  const sent = entries.find(([, value]) => typeof value !== 'string' && value.size > 0)?.[1];
  return {
    fields: textsOf(Object.fromEntries(entries)),
    file: sent === undefined || typeof sent === 'string' ? null : await fileOf(sent),
  };
}

type Entry = [name: string, value: string | File];

/** The reader of forms that Node has for its own fetch. */
async function entriesOf(body: Buffer, contentType: string): Promise<Entry[]> {
  try {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData();
    return [...form.entries()] as Entry[];
  } catch (cause) {
    throw Object.assign(invalidField('', 'The form cannot be read.'), { cause });
  }
}

async function fileOf(file: File): Promise<UploadedFile> {
  const content = Buffer.from(await file.arrayBuffer());
  return { name: file.name.slice(0, 200), mediaType: file.type.split(';')[0]?.toLowerCase() ?? '', content };
}

const LONGEST_NOTE = 200;
/** What says why. */
const REASONS = new Set(['reason', 'note']);

/** What must be said with it: a reason, a reference. @throws ReasonMissing, ReasonTooLong, REQUEST_INVALID with its field */
export function required(fields: SentForm['fields'], name: string): string {
  const given = fields[name]?.trim() ?? '';
  if (given === '') throw REASONS.has(name) ? ReasonMissing() : invalidField(`/${name}`, 'must not be empty');
  if (given.length > LONGEST_NOTE)
    throw ReasonTooLong({ details: { pointer: `/${name}`, most: LONGEST_NOTE } });
  return given;
}

/** An amount as people write it, `1,200` or `¥1200.5`, in the form of the kernel; null: it is none. */
export function amountText(given: string | undefined): string | null {
  const text = (given ?? '').trim().replace(/^¥/, '');
  // A comma stands before three digits, or it was meant as the decimal point: "1,00" is not a hundred.
  const [, yuan, fen = ''] =
    /^(0|[1-9]\d{0,2}(?:,\d{3}){1,4}|[1-9]\d{0,12})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return yuan === undefined ? null : `${yuan.replaceAll(',', '')}.${fen.padEnd(2, '0')}`;
}

/** An amount above zero, in fen. @throws REQUEST_INVALID with its field */
export function requiredAmount(fields: SentForm['fields'], pointer: string): Fen {
  const text = amountText(fields.amount);
  const amountFen = text === null ? 0n : parseYuan(text);
  if (amountFen > 0n) return amountFen;
  throw invalidField(pointer, 'must be an amount in yuan with two decimals at most');
}

/** What is text, without what no id of ours has and PostgreSQL cannot look for. */
export function textsOf(given: unknown): Record<string, string> {
  const pairs = Object.entries((given ?? {}) as Record<string, unknown>);
  const texts = pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(texts.map(([name, text]) => [name, text.replaceAll('\0', '\uFFFD')]));
}
