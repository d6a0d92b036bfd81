import type { ComponentChildren, VNode } from 'preact';
import { ROLES } from '../../staff/actor';
import type { Actor, Role } from '../../staff/actor';
import type { Assets } from '../shared/assets';
import type { Language } from '../shared/language';
import { navFor } from './nav';
import { words } from './page';
import type { NavItem, Words } from './page';

/** What every page of the console needs to know of its request. */
export interface ConsoleFrame {
  language: Language;
  assets: Assets;
  /** The address of this page, without a language. */
  address: string;
  /** Null: nobody has logged in. */
  person: { actor: Actor; name: string; roles: readonly Role[] } | null;
}

const TEXTS = {
  'zh-CN': {
    brand: '通付',
    service: '财务工作台',
    skip: '跳到主要内容',
    nav: '工作台',
    logout: '退出登录',
    times: '时间均为北京时间（+08:00），金额单位为元。',
    printed: '打印人：',
    other: 'English',
    otherLanguage: 'en',
  },
  en: {
    brand: 'Tongfu',
    service: 'Finance console',
    skip: 'Skip to the content',
    nav: 'Console',
    logout: 'Log out',
    times: 'All times are Beijing time (+08:00), amounts are in yuan.',
    printed: 'Printed by',
    other: '中文',
    otherLanguage: 'zh-CN',
  },
} as const;

export const ROLE_NAMES: Readonly<Record<Role, Words>> = {
  clerk: words('记账员', 'Clerk'),
  reviewer: words('复核员', 'Reviewer'),
  finance_lead: words('财务负责人', 'Finance lead'),
  treasury_officer: words('国库专员', 'Treasury officer'),
  auditor: words('审计员', 'Auditor'),
  support: words('热线坐席', 'Support'),
  administrator: words('管理员', 'Administrator'),
};

interface ShellProps {
  frame: ConsoleFrame;
  title: string;
  /** Where a page goes on to by itself, after somebody has logged out. */
  refresh?: string | null;
  children: ComponentChildren;
}

/** The frame around every page of the finance staff. */
export function Shell({ frame, title, refresh = null, children }: ShellProps): VNode {
  const { language, assets, person } = frame;
  const texts = TEXTS[language];
  return (
    <html lang={language}>
      <Head assets={assets} title={`${title} · ${texts.brand}`} refresh={refresh} />
      <body class="console">
        <a class="skip" href="#content">
          {texts.skip}
        </a>
        <header class="masthead">
          <p>
            <strong>{texts.brand}</strong>
            <span>{texts.service}</span>
          </p>
          <div class="who">
            {person && <Who person={person} language={language} logout={texts.logout} />}
            <a href={inLanguage(frame.address, texts.otherLanguage)} lang={texts.otherLanguage}>
              {texts.other}
            </a>
          </div>
        </header>
        {person && <Nav frame={frame} actor={person.actor} label={texts.nav} />}
        <main id="content" tabIndex={-1}>
          {children}
        </main>
        <footer>
          {person && <p class="quiet">{texts.times}</p>}
          {person && <p class="print-only">{`${texts.printed} ${person.name} · ${frame.address}`}</p>}
        </footer>
      </body>
    </html>
  );
}

function Head({ assets, title, refresh }: { assets: Assets; title: string; refresh: string | null }): VNode {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <meta name="color-scheme" content="light dark" />
      <meta name="format-detection" content="telephone=no" />
      {refresh !== null && <meta http-equiv="refresh" content={`0;url=${refresh}`} />}
      <title>{title}</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href={assets.urlOf('style')} />
      <link rel="stylesheet" href={assets.urlOf('consoleStyle')} />
    </head>
  );
}

function Who({
  person,
  language,
  logout,
}: {
  person: NonNullable<ConsoleFrame['person']>;
  language: Language;
  logout: string;
}): VNode {
  const roles = ROLES.filter((role) => person.roles.includes(role)).map((role) => ROLE_NAMES[role][language]);
  return (
    <>
      <span>{`${person.name} · ${roles.join(language === 'en' ? ', ' : '、')}`}</span>
      <form method="post" action="/console/logout">
        <button class="plain">{logout}</button>
      </form>
    </>
  );
}

/** All pages where there is room; on a phone the groups, and the pages of the one that somebody is in. */
function Nav({ frame, actor, label }: { frame: ConsoleFrame; actor: Actor; label: string }): VNode {
  const here = frame.address.replace(/^\/console/, '').split('?')[0] ?? '';
  const isAt = ({ path }: NavItem): boolean =>
    path === '' ? here === '' : here === path || here.startsWith(`${path}/`);
  return (
    <nav class="rail" aria-label={label}>
      <ul>
        {navFor(actor).map(({ name, items }) => (
          <li key={name.en} class={items.some(isAt) ? 'here' : undefined}>
            {items.length > 1 && (
              <a class="group" href={`/console${items[0]?.path ?? ''}`}>
                {name[frame.language]}
              </a>
            )}
            <ul class={items.length > 1 ? undefined : 'alone'}>
              {items.map((item) => (
                <li key={item.path}>
                  <a href={`/console${item.path}`} {...(isAt(item) && { 'aria-current': 'page' as const })}>
                    {item.name[frame.language]}
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function inLanguage(address: string, language: string): string {
  return `${address}${address.includes('?') ? '&' : '?'}lang=${language}`;
}
