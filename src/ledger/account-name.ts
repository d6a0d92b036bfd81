import { accountOf, KIND_NAMES } from './journal';

interface Name {
  zh: string;
  en: string;
}

/** What people call an account: what it is for, and the channel by its name. @param channelOf of the code of a channel */
export function accountName(code: string, channelOf: (channel: string) => Name): Name {
  const { kind, channel, nameZh, nameEn } = accountOf(code);
  if (channel === null) return { zh: nameZh, en: nameEn };
  const [[zh, en], name] = [KIND_NAMES[kind], channelOf(channel)];
  return { zh: `${zh} · ${name.zh}`, en: `${en} · ${name.en}` };
}
