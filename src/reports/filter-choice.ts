import type { FilterName, Words } from './report';

/** What a filter may be, and what people call it. */
export interface FilterChoice {
  code: string;
  name: Words;
}

/** By the name of a filter whose values are in the books. */
export type FilterChoices = Readonly<Partial<Record<FilterName, readonly FilterChoice[]>>>;
