import type { z } from 'zod';
import { invalidFields } from '../kernel/invalid';
import type { FieldProblem } from '../kernel/invalid';
import { fieldInChinese } from './field-zh';

/**
 * Checks one part of a request and gives its typed value.
 * @throws REQUEST_INVALID with a pointer to every bad field
 */
export function validate(schema: z.ZodType, value: unknown, part: FieldProblem['in']): unknown {
  // Whether a field is there at all tells one problem from another; it is not said again.
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw invalidFields(parsed.error.issues.flatMap((issue) => problemsOf(issue, part)));
}

/** An unknown field is pointed at by its own name, not by the object it stands in. */
function problemsOf(issue: z.core.$ZodIssue, part: FieldProblem['in']): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      in: part,
      pointer: pointerOf([...issue.path, key]),
      message: 'This field is not known here.',
    }));
  }
  const { message } = issue;
  return [{ in: part, pointer: pointerOf(issue.path), message, messageZh: fieldInChinese(issue) }];
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
