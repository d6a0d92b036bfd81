import type { ComponentChildren, VNode } from 'preact';
import type { Language } from '../shared/language';
import { Fold, PostForm, TextField } from './fields.page';
import { words } from './page';
import type { Words } from './page';

interface ActFormProps {
  language: Language;
  /** Where it is sent to. */
  action: string;
  /** On the button. */
  name: Words;
  /** What has to be said with it. */
  field?: { name: string; label: Words };
  hidden?: Readonly<Record<string, string>>;
  isPrimary?: boolean;
}

/** One thing that a person may do, and what has to be said with it. */
export function ActForm({ language, action, name, field, hidden = {}, isPrimary }: ActFormProps): VNode {
  const id = `${action.split('/').slice(-2).join('-')}-${field?.name ?? ''}`;
  return (
    <PostForm action={action} hidden={hidden}>
      {field && (
        <TextField id={id} name={field.name} label={field.label[language]} required maxLength={200} />
      )}
      <button class={isPrimary ? 'primary' : 'secondary'}>{name[language]}</button>
    </PostForm>
  );
}

interface UploadFormProps {
  language: Language;
  action: string;
  title: Words;
  /** What kind of file, and what becomes of it. */
  lead: Words;
  name: Words;
  children: ComponentChildren;
}

/** A form that sends a file. */
export function UploadForm({ language, action, title, lead, name, children }: UploadFormProps): VNode {
  const id = `${action.split('/').at(-1) ?? ''}-file`;
  return (
    <Fold class="card" actions={[action]} summary={title[language]}>
      <p class="quiet">{lead[language]}</p>
      <div class="decide">
        <PostForm action={action} enctype="multipart/form-data">
          {children}
          <p class="field">
            <label for={id}>{words('文件', 'File')[language]}</label>
            <input id={id} name="file" type="file" required />
          </p>
          <button class="primary">{name[language]}</button>
        </PostForm>
      </div>
    </Fold>
  );
}
