import type { ComponentChildren } from 'preact';
import type { Language } from '../shared/language';
import { KeptForms } from './fields.page';
import type { KeptForm } from './kept-form';
import { words } from './page';

const NOTE = words(
  '您刚才填写的内容已保留，尚未提交。请核对后再次提交；文件须重新选择。',
  'What you typed is still here, and was not sent. Look at it and send it again; a file has to be chosen again.',
);

/** What stands on a page, with what somebody had typed into one of its forms. */
export function withTyped(
  kept: KeptForm | null,
  language: Language,
  body: ComponentChildren,
): ComponentChildren {
  if (kept === null) return body;
  return <KeptForms.Provider value={{ ...kept, note: NOTE[language] }}>{body}</KeptForms.Provider>;
}
