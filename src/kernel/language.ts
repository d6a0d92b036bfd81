/** The languages in which things are told, as in `<html lang>`. */
export type Language = 'zh-CN' | 'en';

/** The name of something in a language; in Chinese where it has no other. */
export function nameIn(language: Language, { nameZh, nameEn }: { nameZh: string; nameEn: string }): string {
  return language === 'en' && nameEn !== '' ? nameEn : nameZh;
}
