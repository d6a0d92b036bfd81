import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { Variables, VariableValues } from '../kernel/variables';
import { integer } from './core';

export const reportVariables = {
  EXPORT_DIRECTORY: {
    schema: z.string().min(1),
    description:
      'Where files of reports are kept, a folder that every process sees; by default under the temporary directory',
    isOptional: true,
  },
  EXPORT_RETENTION_DAYS: {
    schema: integer(1, 3_650),
    description: 'Days after which such a file is taken away',
    default: '7',
  },
} as const satisfies Variables;

/** Used when EXPORT_DIRECTORY is not set. */
const DEFAULT_EXPORT_DIRECTORY = path.join(tmpdir(), 'tongfu-exports');

/** Where exports are kept, and how long. */
export interface ExportConfig {
  directory: string;
  retentionDays: number;
}

/** The settings under the names that the reports have for them. */
export function exportConfigOf(values: VariableValues<typeof reportVariables>): ExportConfig {
  return {
    directory: values.EXPORT_DIRECTORY ?? DEFAULT_EXPORT_DIRECTORY,
    retentionDays: values.EXPORT_RETENTION_DAYS,
  };
}
