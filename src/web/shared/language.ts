import type { Request } from 'express';
import type { Language } from '../../kernel/language';

export type { Language };

/** The language that was asked for by `?lang=`, else the one that the browser prefers, else Chinese. */
export function languageOf(request: Request): Language {
  const asked = request.query.lang;
  if (asked === 'zh-CN' || asked === 'en') return asked;
  return request.acceptsLanguages('zh', 'en') === 'zh' ? 'zh-CN' : 'en';
}
