import { z } from 'zod';

/** What a field should be, by what the validation library calls it. */
const TYPES: Readonly<Record<string, string>> = {
  string: '文本',
  number: '数字',
  int: '整数',
  object: '对象',
  array: '列表',
  boolean: 'true 或 false',
};

const FORMATS: Readonly<Record<string, string>> = {
  date: '须为日期，例如 2026-11-20。',
  url: '须为 http 或 https 网址。',
};

/** What is wrong with a field, in Chinese; of what is rare, in the words of the validation library, if it has any. */
export function fieldInChinese(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? '缺少这个字段。'
        : `类型不正确，须为${TYPES[issue.expected] ?? issue.expected}。`;
    case 'invalid_format':
      // A pattern says nothing to who does not read it.
      return issue.format === 'regex' ? '格式不正确。' : (FORMATS[issue.format] ?? byTheLibrary(issue));
    case 'invalid_union':
      return '不是可以使用的任何一种形式。';
    case 'custom':
      return undefined;
    case 'too_small':
      return boundOf(issue.origin, `${issue.minimum}`, LEAST) ?? byTheLibrary(issue);
    case 'too_big':
      return boundOf(issue.origin, `${issue.maximum}`, MOST) ?? byTheLibrary(issue);
    default:
      return byTheLibrary(issue);
  }
}

interface BoundWords {
  count: string;
  compare: string;
}

const LEAST: BoundWords = { count: '至少', compare: '不能小于' };
const MOST: BoundWords = { count: '最多', compare: '不能大于' };

function boundOf(origin: string, bound: string, { count, compare }: BoundWords): string | undefined {
  if (origin === 'string') return `${count} ${bound} 个字符。`;
  if (origin === 'array') return `${count} ${bound} 项。`;
  return origin === 'number' || origin === 'int' ? `${compare} ${bound}。` : undefined;
}

const chinese = z.locales.zhCN().localeError;

function byTheLibrary(issue: z.core.$ZodIssue): string | undefined {
  const said = chinese(issue as Parameters<typeof chinese>[0]);
  return (typeof said === 'string' ? said : said?.message) ?? undefined;
}
