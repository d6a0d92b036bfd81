import { defineError } from '../kernel/errors';

export const RouteNotFound = defineError('not-found', 'NOT_FOUND', 'There is nothing here.');

export const JsonExpected = defineError(
  'malformed',
  'JSON_EXPECTED',
  'Send a JSON object with "Content-Type: application/json".',
);
