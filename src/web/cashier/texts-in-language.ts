import type { Language } from '../shared/language';
import type { CashierTexts } from './texts';
import { english } from './texts-en';
import { chinese } from './texts-zh';

const TEXTS: Readonly<Record<Language, CashierTexts>> = { 'zh-CN': chinese, en: english };

export function textsIn(language: Language): CashierTexts {
  return TEXTS[language];
}
