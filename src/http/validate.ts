import { z } from 'zod';
import { invalidFields } from '../kernel/invalid';
import type { FieldProblem } from '../kernel/invalid';

/**
 * Checks one part of a request and gives its typed value.
 * @throws REQUEST_INVALID with a pointer to every bad field
 */
export function validate(schema: z.ZodType, value: unknown, part: FieldProblem['in']): unknown {
  const parsed = schema.safeParse(value, { reportInput: false });
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
  return [{ in: part, pointer: pointerOf(issue.path), message, messageZh: inChinese(issue) }];
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const chinese = z.locales.zhCN().localeError;

function inChinese(issue: z.core.$ZodIssue): string | undefined {
  const said = chinese(issue as Parameters<typeof chinese>[0]);
  return (typeof said === 'string' ? said : said?.message) ?? undefined;
}
