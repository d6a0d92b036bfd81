/** A name of which only the first character is shown: whoever pays for another may hold the link. */
export function maskName(name: string): string {
  const [first = '', ...rest] = Array.from(name);
  return rest.length === 0 ? '*' : first + '*'.repeat(Math.min(rest.length, 2));
}
