import { alipayChannel } from './alipay/alipay.provider';
import type { ChannelDefinition } from './channel';
import { wechatChannel } from './wechat/wechat.provider';

/** All channels. A new one is a folder and a line here. */
export const channels: readonly ChannelDefinition[] = [wechatChannel, alipayChannel];
