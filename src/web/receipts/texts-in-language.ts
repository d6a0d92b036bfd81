import type { Language } from '../shared/language';
import type { ReceiptTexts } from './texts';
import { english } from './texts-en';
import { chinese } from './texts-zh';

const TEXTS: Readonly<Record<Language, ReceiptTexts>> = { 'zh-CN': chinese, en: english };

/** The texts in the language of the page. */
export function receiptTextsIn(language: Language): ReceiptTexts {
  return TEXTS[language];
}
