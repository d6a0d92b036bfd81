import { words } from './page';
import type { Words } from './page';

/** The configured channels by their names. */
export function channelNamesOf(
  providers: ReadonlyMap<string, { profile: { nameZh: string; nameEn: string } }>,
): ReadonlyMap<string, Words> {
  return new Map(
    [...providers].map(([code, { profile }]) => [code, words(profile.nameZh, profile.nameEn)] as const),
  );
}

/** The same as whoever is not of the console has names; a channel that is not configured goes by its code. */
export const channelNameFrom =
  (names: ReadonlyMap<string, Words>) =>
  (code: string): { zh: string; en: string } => {
    const name = names.get(code);
    return { zh: name?.['zh-CN'] ?? code, en: name?.en ?? code };
  };
