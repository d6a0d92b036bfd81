import type { VNode } from 'preact';
import { words } from './page';
import { Shell } from './shell.page';
import type { ConsoleFrame } from './shell.page';

const T = {
  title: words('登录', 'Log in'),
  identity: words('使用统一身份认证登录', 'Log in with the city’s identity'),
  glass: words('应急账号', 'Break-glass account'),
  glassHint: words(
    '仅在统一身份认证不可用时使用，每次使用都会记入审计日志。',
    'Only for when the identity provider is away. Each use is in the audit log.',
  ),
  name: words('账号', 'Account'),
  password: words('密码', 'Password'),
  code: words('动态码（6 位数字）', 'Code (6 digits)'),
  enter: words('登录', 'Log in'),
  confirm: words('确认本人身份', 'Confirm that it is you'),
  confirmWhy: words(
    '审批、日终和缴库复核须在五分钟内确认过本人身份。确认后回到原页面，请再次点击审批按钮；已填写的内容会保留。',
    'Approving, closing a day and checking a remittance need a confirmation of the last five minutes. It leads back to where you were, with what you typed: press the button again there.',
  ),
  confirmIdentity: words('前往统一身份认证确认', 'Confirm at the identity provider'),
  confirmCode: words('确认', 'Confirm'),
  out: words('您已退出登录', 'You are logged out'),
  outProvider: words('同时退出统一身份认证', 'Log out of the identity provider, too'),
  again: words('重新登录', 'Log in again'),
};

const KEPT = words(
  '登录已过期，操作没有执行。您填写的内容已保留：请在 30 分钟内登录，将回到该页面；文件须重新选择。',
  'Your session was over, and nothing was done. What you typed is kept: log in within 30 minutes to come back to it. A file has to be chosen again.',
);

interface LoginProps {
  frame: ConsoleFrame;
  /** The whole address that leads to the identity provider; null: there is none. */
  identityUrl: string | null;
  back: string;
  problem: string | null;
  /** Something was typed that waits for its person. */
  isFormKept?: boolean;
}

/** The way in: the identity provider where there is one, and the break-glass accounts. */
export function LoginPage({ frame, identityUrl, back, problem, isFormKept = false }: LoginProps): VNode {
  const { language } = frame;
  const form = <GlassForm frame={frame} back={back} />;
  return (
    <Shell frame={frame} title={T.title[language]}>
      <section class="card narrow">
        <h1>{T.title[language]}</h1>
        {problem !== null && (
          <p class="note" role="alert">
            {problem}
          </p>
        )}
        {isFormKept && <p role="status">{KEPT[language]}</p>}
        {identityUrl !== null && (
          <p>
            <a class="button primary" href={identityUrl}>
              {T.identity[language]}
            </a>
          </p>
        )}
        {identityUrl === null ? (
          form
        ) : (
          <details>
            <summary>{T.glass[language]}</summary>
            {form}
          </details>
        )}
      </section>
    </Shell>
  );
}

function GlassForm({ frame: { language }, back }: { frame: ConsoleFrame; back: string }): VNode {
  return (
    <form method="post" action="/console/login/local">
      <p class="quiet">{T.glassHint[language]}</p>
      <input type="hidden" name="back" value={back} />
      <p class="field">
        <label for="name">{T.name[language]}</label>
        <input id="name" name="name" type="text" autocomplete="username" required />
      </p>
      <p class="field">
        <label for="password">{T.password[language]}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
      </p>
      <CodeField text={T.code[language]} />
      <button class="primary">{T.enter[language]}</button>
    </form>
  );
}

function CodeField({ text }: { text: string }): VNode {
  return (
    <p class="field">
      <label for="code">{text}</label>
      <input
        id="code"
        name="code"
        type="text"
        inputMode="numeric"
        autocomplete="one-time-code"
        maxLength={6}
        required
      />
    </p>
  );
}

/** Shown before an approval, where the last confirmation is too long ago. */
export function ConfirmPage({ frame, identityUrl, back, problem }: LoginProps): VNode {
  const { language } = frame;
  return (
    <Shell frame={frame} title={T.confirm[language]}>
      <section class="card narrow">
        <h1>{T.confirm[language]}</h1>
        {problem !== null && (
          <p class="note" role="alert">
            {problem}
          </p>
        )}
        <p>{T.confirmWhy[language]}</p>
        {identityUrl !== null ? (
          <p>
            <a class="button primary" href={identityUrl}>
              {T.confirmIdentity[language]}
            </a>
          </p>
        ) : (
          <form method="post" action="/console/confirm">
            <input type="hidden" name="back" value={back} />
            <CodeField text={T.code[language]} />
            <button class="primary">{T.confirmCode[language]}</button>
          </form>
        )}
      </section>
    </Shell>
  );
}

/** After the end; it goes on to the provider's own, where there is one. */
export function LoggedOutPage({ frame, endUrl }: { frame: ConsoleFrame; endUrl: string | null }): VNode {
  const { language } = frame;
  return (
    <Shell frame={frame} title={T.out[language]} refresh={endUrl}>
      <section class="card narrow">
        <h1>{T.out[language]}</h1>
        {endUrl !== null && (
          <p>
            <a href={endUrl}>{T.outProvider[language]}</a>
          </p>
        )}
        <p>
          <a href="/console">{T.again[language]}</a>
        </p>
      </section>
    </Shell>
  );
}
