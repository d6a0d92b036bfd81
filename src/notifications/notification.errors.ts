import { defineError } from '../kernel/errors';

export const ChannelUnknown = defineError(
  'not-found',
  'CHANNEL_UNKNOWN',
  'There is no such payment channel.',
);
