import type { ProviderProfile, Scene } from '../../providers/provider';

const PHONE = /Android|iPhone|iPad|iPod|HarmonyOS|Mobile/i;

/** Whether the browser says that it runs on a phone or a tablet; a guess, so that what depends on it is never the only way. */
export const isPhone = (userAgent: string): boolean => PHONE.test(userAgent);

/**
 * The scene in which the device that shows the page opens a channel by itself, or null where its QR code has to be
 * scanned with a phone. A guess by what the browser says: the page offers the other way too.
 */
export function ownScene(channel: ProviderProfile, userAgent: string): Scene | null {
  const { ownApp, phoneScene } = channel;
  if (!isPhone(userAgent)) return null;
  const scene = userAgent.includes(ownApp.userAgentWord) ? ownApp.scene : phoneScene;
  return scene === 'qr' ? null : scene;
}

/** The channels that can be paid with here: inside the app of one of them only that one, since apps do not open each other. */
export function payableHere<Channel extends ProviderProfile>(
  channels: readonly Channel[],
  userAgent: string,
): readonly Channel[] {
  const own = channels.filter(({ ownApp }) => userAgent.includes(ownApp.userAgentWord));
  return own.length === 0 ? channels : own;
}
