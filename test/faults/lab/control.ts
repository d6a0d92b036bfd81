import type { Json } from './witness';

/** Calls the sandbox's control API under /sandbox; null where it refused. The sandbox itself is never broken. */
export async function control(
  sandboxUrl: string,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  { route, body }: { route: string; body?: object },
): Promise<Json | null> {
  const response = await fetch(`${sandboxUrl}/sandbox/${route}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 500) throw new Error(`The sandbox failed at ${route}: ${response.status} ${text}`);
  if (!response.ok) return null;
  return text === '' ? {} : (JSON.parse(text) as Json);
}
