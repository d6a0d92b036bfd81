import type { VNode } from 'preact';
import { PLATE_TYPES } from '../../fines/factor';
import { Layout } from '../shared/layout.page';
import type { Frame } from '../shared/layout.page';
import { ExampleDecision } from './example-decision.page';
import type { FinesNote, FinesTexts } from './texts';

export interface LookupProps {
  frame: Frame;
  texts: FinesTexts;
  note: FinesNote | undefined;
  /** Whether the name on the decision is asked for, too. */
  asksName: boolean;
}

/** The form that finds a fine. It never shows again what was typed: an answer is the same whatever was tried. */
export function LookupPage({ frame, texts, note, asksName }: LookupProps): VNode {
  return (
    <Layout frame={frame} title={texts.title} scripts={[frame.assets.urlOf('scanDecision')]}>
      <section class="card narrow">
        <h1>{texts.title}</h1>
        <p>{texts.lead}</p>
        {note && (
          <p class="note" role="alert" id="note">
            {texts.notes[note]}
          </p>
        )}
        <form method="post" action={`/fines?lang=${frame.language}`} autocomplete="off">
          <Field name="number" label={texts.number} hint={texts.numberHint} size={20} isNumber />
          <Scan texts={texts} />
          <ExampleDecision texts={texts} />
          {asksName && <Field name="name" label={texts.name} hint={texts.nameHint} size={64} />}
          <fieldset aria-describedby="factor-hint">
            <legend>{texts.factor}</legend>
            <p class="quiet" id="factor-hint">
              {texts.factorHint}
            </p>
            <Field name="licence" label={texts.licence} hint={texts.licenceHint} size={8} isOptional />
            <p class="quiet">{texts.orVehicle}</p>
            <Field name="plate" label={texts.plate} size={16} isOptional />
            <PlateTypeField texts={texts} />
            <Field name="engine" label={texts.engine} hint={texts.engineHint} size={12} isOptional />
          </fieldset>
          <button class="primary">{texts.find}</button>
        </form>
        <p class="quiet">{texts.why}</p>
      </section>
    </Layout>
  );
}

/** Offered by its script, where the browser reads codes. */
function Scan({ texts }: { texts: FinesTexts }): VNode {
  return (
    <div class="field scan" id="scan" data-failed={texts.scanFailed} hidden>
      <label for="picture">{texts.scan}</label>
      <input id="picture" type="file" accept="image/*" capture="environment" />
      <p class="quiet" role="status" />
    </div>
  );
}

function PlateTypeField({ texts }: { texts: FinesTexts }): VNode {
  return (
    <div class="field">
      <label for="plate_type">{texts.plateType}</label>
      <select id="plate_type" name="plate_type">
        {PLATE_TYPES.map((type) => (
          <option value={type} key={type}>
            {texts.plateTypes[type]}
          </option>
        ))}
      </select>
    </div>
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  size: number;
  isNumber?: boolean;
  isOptional?: boolean;
}

function Field({ name, label, hint, size, isNumber, isOptional }: FieldProps): VNode {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint && (
        <p class="quiet" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <input
        id={name}
        name={name}
        type="text"
        maxLength={size}
        inputMode={isNumber ? 'numeric' : undefined}
        required={!isOptional}
        aria-describedby={hint && `${name}-hint`}
        autocapitalize="characters"
        spellcheck={false}
      />
    </div>
  );
}
