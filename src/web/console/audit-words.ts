import { factName, factText, reportWords } from './fact-words';
import type { Telling } from './fact-words';
import { codeText } from './problems';

/** To what it was done: somebody or something by its name, a report by its title. */
export const subjectText = (subject: string, { language }: Telling): string => reportWords(subject)[language];

/** What else is known of it. @param nameOf of somebody by the id; where names stand there already, left out */
export function detailsText(
  details: Readonly<Record<string, unknown>>,
  telling: Telling,
  nameOf = (id: string): string => id,
): string {
  const valueOf = (name: string, value: string): string => {
    if (name === 'code') return codeText(value, telling.language);
    return PEOPLE.has(name) ? nameOf(value) : factText(name, value, telling);
  };
  return Object.entries(details)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${factName(name, telling.language)}: ${valueOf(name, String(value))}`)
    .join('; ');
}

/** Under these names stands the id of somebody. */
const PEOPLE = new Set(['owner', 'proposed_by', 'actor']);
