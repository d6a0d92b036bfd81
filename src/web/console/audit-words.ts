import type { AuditEntry } from '../../audit/audit';
import { findReport } from '../../reports/report-list';
import { factName, factText, reportWords } from './fact-words';
import type { Telling } from './fact-words';
import { filterTexts } from './filter.page';
import { words } from './page';
import { codeText } from './problems';
import { fieldsOf } from './report-filter.page';

/** What stands in the place of a subject where a search found none. */
const NOTHING = { code: 'nothing', name: words('未查到', 'Nothing found') };

/** To what it was done: somebody or something by its name, a report by its title. */
export const subjectText = (subject: string, { language }: Telling): string =>
  (subject === NOTHING.code ? NOTHING.name : reportWords(subject))[language];

/** Here a reason is what somebody gave for a deed, and not what is wrong. */
const REASON = words('原因', 'Reason');

/** What else is known of it. @param nameOf of somebody by the id; where names stand there already, left out */
export function detailsText(
  { subject, details }: Pick<AuditEntry, 'subject' | 'details'>,
  telling: Telling,
  nameOf = (id: string): string => id,
): string {
  const { language } = telling;
  const filters = filtersOf(subject, details, telling);
  const textOf = (name: string, value: string): string => {
    const filter = filters.get(name);
    if (filter !== undefined && !PEOPLE.has(name)) return filter;
    const called = name === 'reason' ? REASON[language] : factName(name, language);
    if (name === 'code') return `${called}: ${codeText(value, language)}`;
    return `${called}: ${PEOPLE.has(name) ? nameOf(value) : factText(name, value, telling)}`;
  };
  return Object.entries(details)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => textOf(name, String(value)))
    .join('; ');
}

/** Under these names stands the id of somebody. */
const PEOPLE = new Set(['owner', 'proposed_by', 'actor']);

/** Of a report that somebody took, its filters as its own page has them, by their names. */
function filtersOf(
  subject: string,
  details: AuditEntry['details'],
  { language, channelNames }: Telling,
): ReadonlyMap<string, string> {
  const report = findReport(subject);
  return new Map(report ? filterTexts(fieldsOf(report, channelNames, {}), details, language) : []);
}
