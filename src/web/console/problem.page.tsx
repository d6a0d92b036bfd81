import type { VNode } from 'preact';
import { words } from './page';
import { Shell } from './shell.page';
import type { ConsoleFrame } from './shell.page';

const TITLES = {
  notFound: words('没有找到', 'Not found'),
  refused: words('没有执行', 'Not carried out'),
  broken: words('暂时不可用', 'Not available for the moment'),
};
const BACK = words('返回', 'Go back');

/** What somebody sees instead of a page, or of what a form was to do. */
export function ProblemPage({
  frame,
  status,
  message,
  facts,
  back,
}: {
  frame: ConsoleFrame;
  status: number;
  message: string;
  /** Where, and what of it. */
  facts: readonly string[];
  back: string;
}): VNode {
  const { language } = frame;
  const title = status === 404 ? TITLES.notFound : status >= 500 ? TITLES.broken : TITLES.refused;
  return (
    <Shell frame={frame} title={title[language]}>
      <section class="card narrow">
        <h1>{title[language]}</h1>
        <p role="alert">{message}</p>
        {facts.length > 0 && (
          <ul class="facts-of-problem">
            {facts.map((fact) => (
              <li key={fact}>{fact}</li>
            ))}
          </ul>
        )}
        <p>
          <a href={back}>{BACK[language]}</a>
        </p>
      </section>
    </Shell>
  );
}
