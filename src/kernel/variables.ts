import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** One environment variable: how it is read, and what its reader should know. */
export interface Variable<T = unknown> {
  /** Reads the text; its messages are shown to the operator, its input never is when `secret`. */
  schema: z.ZodType<T, string>;
  description: string;
  /** The text that counts when the variable is not set. Without one it is required, unless `isOptional`. */
  default?: string;
  isOptional?: boolean;
  /** Never printed. */
  isSecret?: boolean;
  /** `NAME_FILE` may name a file that holds the text instead (PEM keys). */
  isFile?: boolean;
}

export type Variables = Readonly<Record<string, Variable>>;

/** The values read: optional variables that are not set are absent. */
export type VariableValues<V extends Variables> = {
  [K in keyof V]: V[K] extends { isOptional: true } ? VariableType<V[K]> | undefined : VariableType<V[K]>;
};

type VariableType<V> = V extends { schema: z.ZodType<infer T, string> } ? T : never;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface VariablesRead<V extends Variables> {
  /** Only meaningful when `problems` is empty. */
  values: VariableValues<V>;
  /** One line a bad variable: "NAME: what is wrong". */
  problems: string[];
}

/** Reads all variables of a set and collects every problem instead of stopping at the first. */
export function readVariables<V extends Variables>(variables: V, environment: Environment): VariablesRead<V> {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, variable] of Object.entries(variables)) {
    const read = readOne(name, variable, environment);
    if ('problem' in read) problems.push(`${name}: ${read.problem}`);
    else values[name] = read.value;
  }
  return { values: values as VariableValues<V>, problems };
}

/** Whether any variable of the set is given: a set of which none is given may be left out as a whole. */
export function hasAnyVariable(variables: Variables, environment: Environment): boolean {
  return Object.keys(variables).some((name) => Boolean(environment[name] ?? environment[`${name}_FILE`]));
}

function readOne(
  name: string,
  variable: Variable,
  environment: Environment,
): { value: unknown } | { problem: string } {
  const text = textOf(name, variable, environment);
  if (typeof text === 'object') return text;
  if (text === undefined) return variable.isOptional ? { value: undefined } : { problem: 'is required' };
  const parsed = variable.schema.safeParse(text);
  if (parsed.success) return { value: parsed.data };
  return { problem: parsed.error.issues.map((issue) => issue.message).join('; ') };
}

/** An empty variable counts as not set: that is how a commented line of an env file often looks. */
function textOf(
  name: string,
  variable: Variable,
  environment: Environment,
): string | undefined | { problem: string } {
  const path = variable.isFile ? environment[`${name}_FILE`] : undefined;
  if (!path) return environment[name] || variable.default;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return {
      problem: `the file that ${name}_FILE names cannot be read (${(error as NodeJS.ErrnoException).code})`,
    };
  }
}
