import type { VNode } from 'preact';
import { Layout } from './layout.page';
import type { Frame } from './layout.page';
import { ResultMark } from './result-mark.page';

export type PageProblem = 'not-found' | 'refused' | 'away' | 'broken';

interface ProblemTexts {
  title: string;
  money: string;
  next: string;
}

const TEXTS: Readonly<Record<Frame['language'], Readonly<Record<PageProblem, ProblemTexts>>>> = {
  'zh-CN': {
    'not-found': {
      title: '没有找到这个页面',
      money: '打开本页没有产生任何扣款。',
      next: '链接可能不完整。请回到您收到链接的地方，重新打开完整的链接。',
    },
    refused: {
      title: '没有执行这个操作',
      money: '本次操作没有产生任何扣款。',
      next: '请回到缴款页面，在页面上重新点击按钮。',
    },
    away: {
      title: '服务暂时不可用',
      money: '如果您已经付款，款项不会丢失。',
      next: '请稍后刷新本页，在看到结果之前不要重复支付。',
    },
    broken: {
      title: '我们这边出了问题',
      money: '如果您已经付款，款项不会丢失。',
      next: '请稍后重新打开缴款页面查看结果，在看到结果之前不要重复支付。',
    },
  },
  en: {
    'not-found': {
      title: 'This page was not found',
      money: 'Opening it has not taken any money.',
      next: 'The link may be incomplete. Go back to where you received it and open the whole link.',
    },
    refused: {
      title: 'This was not carried out',
      money: 'This request has not taken any money.',
      next: 'Go back to the payment page and press the button there again.',
    },
    away: {
      title: 'The service is not available for the moment',
      money: 'If you have paid already, your money is not lost.',
      next: 'Reload this page in a while. Do not pay again before you have seen the result.',
    },
    broken: {
      title: 'Something went wrong on our side',
      money: 'If you have paid already, your money is not lost.',
      next: 'Open the payment page again in a while. Do not pay again before you have seen the result.',
    },
  },
};

/** What a citizen sees instead of a page; it says nothing of what there is or was. */
export function ErrorPage({ frame, problem }: { frame: Frame; problem: PageProblem }): VNode {
  const texts = TEXTS[frame.language][problem];
  return (
    <Layout frame={frame} title={texts.title}>
      <section class="card result">
        <ResultMark tone={problem === 'not-found' || problem === 'refused' ? 'neutral' : 'attention'} />
        <h1>{texts.title}</h1>
        <p class="lead">{texts.money}</p>
        <p>{texts.next}</p>
      </section>
    </Layout>
  );
}
