import type { Request } from 'express';

/** The languages of the pages, as in `<html lang>`. */
export type Language = 'zh-CN' | 'en';

/** The language that was asked for by `?lang=`, else the one that the browser prefers, else Chinese. */
export function languageOf(request: Request): Language {
  const asked = request.query.lang;
  if (asked === 'zh-CN' || asked === 'en') return asked;
  return request.acceptsLanguages('zh', 'en') === 'zh' ? 'zh-CN' : 'en';
}

/** The name of something in the language of the page. */
export function nameIn(language: Language, name: { nameZh: string; nameEn: string }): string {
  return language === 'en' ? name.nameEn : name.nameZh;
}
