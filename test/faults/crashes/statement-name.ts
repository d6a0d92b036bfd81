const BARE = /^(begin|commit|rollback|savepoint|release|analyze|set)\b/i;
const LOCK = /\bfor update\b/i;
const WRITE = /(?<!for |do |key )\b(insert into|update|delete from|copy)\s+(?:"public"\.)?"?(\w+)/i;
const READ = /\b(?:from|join)\s+(?:"public"\.)?"?(?!json_|unnest|as\b)(\w+)/i;
const NAMES = /pg_\w*advisory\w*lock/i;
const NESTED = /\([^()]*\)/g;

/** What a statement does, as a reader would say it: `insert into orders`, `lock payment`, `commit`. */
export function statementName(sql: string): string {
  const text = sql.replace(/\s+/g, ' ').trim();
  const bare = BARE.exec(text)?.[1];
  if (bare) return bare.toLowerCase();
  const write = WRITE.exec(text);
  // A queue is taken by an update of what a locking sub-select finds: that writes.
  if (write) return `${write[1]?.toLowerCase()} ${write[2]}`;
  if (NAMES.test(text)) return 'lock names';
  const table = (READ.exec(withoutNested(text)) ?? READ.exec(text))?.[1] ?? '';
  return `${LOCK.test(text) ? 'lock' : 'read'} ${table}`.trim();
}

function withoutNested(text: string): string {
  const shorter = text.replace(NESTED, '');
  return shorter === text ? text : withoutNested(shorter);
}
