import { systemClock } from '../../../src/kernel/clock';
import { createSandbox } from '../../../src/sandbox/sandbox';
import { describeProvider } from './contract';
import { createProvider, NotificationListener, type World } from './world';

async function openSandbox(channel: string): Promise<World> {
  const sandbox = await createSandbox({ clock: systemClock, timeScale: 1000 });
  const { url } = await sandbox.listen(0, '127.0.0.1');
  const listener = new NotificationListener();
  const notifyUrl = await listener.listen();
  const { provider, warnings, dispose } = createProvider(channel, sandbox.environment(url));
  const control = async (path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/sandbox/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  return {
    provider,
    notifyUrl,
    warnings,
    pay: (content) => control('pay', { content }),
    nextNotification: () => listener.next(),
    trouble: (target, kind) => control('faults', { channel, target, kind }),
    close: async () => {
      listener.close();
      await sandbox.close();
      dispose();
    },
  };
}

describeProvider('the WeChat Pay of the sandbox', () => openSandbox('wechat'));
describeProvider('the Alipay of the sandbox', () => openSandbox('alipay'));
