/** JSON of a server, read in a test: a field that is missing shows in what the test expects of it. */
export interface Json {
  readonly [name: string]: Json;
}

export const listOf = (value: Json | undefined): Json[] => value as unknown as Json[];
export const text = (value: Json | undefined): string => String(value);
