import type { ComponentChildren, VNode } from 'preact';
import { render } from 'preact-render-to-string';
import type { Assets } from './assets';
import type { Language } from './language';

/** What every page needs to know of its request. */
export interface Frame {
  language: Language;
  assets: Assets;
  /** The address of this page in another language. */
  addressIn(language: Language): string;
}

const TEXTS = {
  'zh-CN': {
    brand: '通付',
    service: '城市统一缴款',
    other: 'English',
    otherLanguage: 'en',
    about: '关于本站',
    links: { help: '帮助', privacy: '隐私', accessibility: '无障碍' },
    hotline: '热线 12345',
  },
  en: {
    brand: 'Tongfu',
    service: 'City payments',
    other: '中文',
    otherLanguage: 'zh-CN',
    about: 'About this site',
    links: { help: 'Help', privacy: 'Privacy', accessibility: 'Accessibility' },
    hotline: 'Hotline 12345',
  },
} as const;

interface LayoutProps {
  frame: Frame;
  title: string;
  /** Loaded after the page; the page is complete without it. */
  scripts?: readonly string[];
  children: ComponentChildren;
}

/** The frame around every page that citizens see. */
export function Layout({ frame, title, scripts = [], children }: LayoutProps): VNode {
  const { language, assets } = frame;
  const texts = TEXTS[language];
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <title>{`${title} · ${texts.brand}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={assets.urlOf('style')} />
        {scripts.map((script) => (
          <script key={script} src={script} defer />
        ))}
      </head>
      <body>
        <header class="masthead">
          <p>
            <strong>{texts.brand}</strong> <span>{texts.service}</span>
          </p>
          <a
            href={frame.addressIn(texts.otherLanguage)}
            lang={texts.otherLanguage}
            hreflang={texts.otherLanguage}
          >
            {texts.other}
          </a>
        </header>
        <main>{children}</main>
        <Footer language={language} />
      </body>
    </html>
  );
}

/** Where to read more, and whom to call: the same place on every page (WCAG 2.2, 3.2.6). */
function Footer({ language }: { language: Language }): VNode {
  const { about, links, hotline } = TEXTS[language];
  return (
    <footer>
      <nav aria-label={about}>
        {Object.entries(links).map(([page, name]) => (
          <a href={`/${page}?lang=${language}`} key={page}>
            {name}
          </a>
        ))}
        <a href="tel:12345">{hotline}</a>
      </nav>
    </footer>
  );
}

/** The bytes of a page. */
export function renderPage(page: VNode): string {
  return `<!doctype html>${render(page)}`;
}
