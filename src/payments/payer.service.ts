import type { PayerIdentification, Providers } from '../providers/provider';
import { ProviderUnavailable } from '../providers/provider.errors';

/** Who pays inside a channel's own app, where its scene wants to know. */
export interface PayerService {
  /**
   * The channel's page that leads the payer back to `returnUrl` with a code and this state; null where the channel
   * needs no such thing.
   */
  identificationAddress(channel: string, returnUrl: string, state: string): string | null;
  /** @throws ProviderRejected for a code that is wrong, old or used; ProviderUnavailable */
  identifyPayer(channel: string, code: string): Promise<string>;
}

/** @param providers the configured channels, by code */
export function createPayerService(providers: Providers): PayerService {
  const identificationOf = (channel: string): PayerIdentification | null =>
    providers.get(channel)?.identification ?? null;
  return {
    identificationAddress: (channel, returnUrl, state) =>
      identificationOf(channel)?.addressOf(returnUrl, state) ?? null,
    async identifyPayer(channel, code) {
      const identification = identificationOf(channel);
      if (!identification) throw ProviderUnavailable({ details: { reason: 'NO_IDENTIFICATION' } });
      return identification.readPayerId(code);
    },
  };
}
