import type { Permission } from '../staff/actor';
import type { ReportDefinition } from './report';

type Guarded = Pick<ReportDefinition, 'permission'>;

/** What somebody must be allowed to look at a report. */
export const readingOf = ({ permission = 'books.read' }: Guarded): Permission => permission;

/** What somebody must be allowed to take it as a file. */
export const takingOf = ({ permission = 'reports.export' }: Guarded): Permission => permission;
