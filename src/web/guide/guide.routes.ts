import express from 'express';
import type { Router } from 'express';
import type { Assets } from '../shared/assets';
import { languageOf } from '../shared/language';
import type { Language } from '../shared/language';
import { renderPage } from '../shared/layout.page';
import { GuidePage } from './guide.page';
import { GUIDES } from './texts';
import type { Guides } from './texts';
import { english } from './texts-en';
import { chinese } from './texts-zh';

const TEXTS: Readonly<Record<Language, Guides>> = { 'zh-CN': chinese, en: english };

/** What citizens can read about the pages: the same for everybody, and open while the database is away. */
export function guideRouter(assets: Assets): Router {
  const router = express.Router();
  // Who types no more than the name of the site wants to know what there is.
  router.get('/', (_request, response) => response.redirect(302, '/help'));
  for (const guide of GUIDES) {
    router.get(`/${guide}`, (request, response) => {
      const language = languageOf(request);
      const frame = { language, assets, addressIn: (other: Language) => `/${guide}?lang=${other}` };
      const page = GuidePage({ frame, texts: TEXTS[language][guide] });
      // Without ?lang= the language follows the browser, so no shared cache may keep it for others.
      response.set({ 'Cache-Control': 'private, max-age=300', Vary: 'Accept-Language' });
      response.type('html').send(renderPage(page));
    });
  }
  return router;
}
