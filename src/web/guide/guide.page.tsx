import type { VNode } from 'preact';
import { Layout } from '../shared/layout.page';
import type { Frame } from '../shared/layout.page';
import type { GuideTexts } from './texts';

/** A page to read. */
export function GuidePage({ frame, texts }: { frame: Frame; texts: GuideTexts }): VNode {
  return (
    <Layout frame={frame} title={texts.title}>
      <article class="card prose">
        <h1>{texts.title}</h1>
        <p class="lead">{texts.lead}</p>
        {texts.sections.map(({ heading, paragraphs }) => (
          <section key={heading}>
            <h2>{heading}</h2>
            {paragraphs.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </section>
        ))}
      </article>
    </Layout>
  );
}
