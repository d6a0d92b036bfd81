import type { Request } from 'express';
import { allowSlowBody } from './body-time';

const IDLE_MS = 60_000;

/** What Express's own parsers throw, so that it is answered like theirs. */
export function parserError(
  type: 'entity.too.large' | 'encoding.unsupported' | 'charset.unsupported',
): Error {
  return Object.assign(new Error(type), { type });
}

/**
 * The bytes of a file as they come. The connection outlives them: whoever sent too many is told so.
 * @throws what a body parser throws of an encoding, or of more than the limit
 */
export function uploadedBytes(request: Request, maxBytes: number): AsyncIterable<Uint8Array> {
  const encoding = request.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw parserError('encoding.unsupported');
  if (Number(request.get('content-length') ?? 0) > maxBytes) throw parserError('entity.too.large');
  allowSlowBody(request, IDLE_MS);
  return limited(request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>, maxBytes);
}

async function* limited(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) throw parserError('entity.too.large');
    yield chunk;
  }
}
