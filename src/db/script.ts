import type { DatabaseError, PoolClient } from 'pg';

const SNIPPET_LENGTH = 400;

/** Quoted text, bodies between dollar signs and comments, in which a semicolon ends nothing; and the semicolon. */
const TOKENS = /\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|;/g;

interface Statement {
  text: string;
  /** Offset of the first character after the statement. */
  end: number;
}

/** Cuts a script into its statements, for messages only: what is run is the script as it stands. */
function statementsOf(script: string): Statement[] {
  const ends = [...script.matchAll(TOKENS)].filter(([token]) => token === ';').map(({ index }) => index + 1);
  const statements = [...ends, script.length].map((end, at, all) => ({
    text: script
      .slice(all[at - 1] ?? 0, end)
      .replace(/^(\s|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)+/, '')
      .trim(),
    end,
  }));
  return statements.filter(({ text }) => text !== '' && text !== ';');
}

/**
 * Runs a script of several statements in one round trip, as one transaction. An error says in which statement it
 * happened: PostgreSQL itself says so only for some.
 */
export async function runScript(client: PoolClient, script: string): Promise<void> {
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
  let completed = 0;
  const count = () => void (completed += 1);
  connection.on('commandComplete', count);
  try {
    await client.query(script);
  } catch (error) {
    throw new Error(describe(error as DatabaseError, script, completed), { cause: error });
  } finally {
    connection.off('commandComplete', count);
  }
}

function describe(error: DatabaseError, script: string, completed: number): string {
  const statements = statementsOf(script);
  const position = Number(error.position);
  const failed = position > 0 ? statements.find(({ end }) => position <= end) : statements[completed];
  const constraint = error.constraint && `constraint ${error.constraint}`;
  const statement = failed && `in: ${failed.text.slice(0, SNIPPET_LENGTH)}`;
  return [error.message, error.detail, constraint, error.where, error.hint, statement]
    .filter(Boolean)
    .join('\n  ');
}
