import { codeThatNames } from './support/conventions';
import { filesUnder, parse, readRepositoryFile, sourceFiles } from './support/source-files';

/** The channels that there are: the folders under src/providers. */
const channels = [
  ...new Set(
    filesUnder('src/providers').flatMap((file) => /^src\/providers\/([^/]+)\//.exec(file)?.[1] ?? []),
  ),
];

/** The channels by their folder, and what else people call the first two. */
const named = new RegExp([...channels, 'wechat', 'weixin', 'alipay', '微信', '支付宝'].join('|'), 'i');

/** Where a channel may be named: its folder and the list, the other side of the wire, the development services. */
const mayNameAChannel = /^src\/(providers|sandbox|dev)\//;

/** What is the same for every channel although it is not TypeScript. */
const declarations = [
  'package.json',
  'tsconfig.json',
  ...filesUnder('prisma').filter((file) => /\.(prisma|sql)$/.test(file)),
  ...filesUnder('.config'),
  ...filesUnder('.ci'),
];

/** A text without its comments, roughly: enough for schemas, SQL and scripts. */
function withoutComments(file: string, text: string): string {
  const comment = file.endsWith('.sql') ? /(^|\s)--.*$/gm : /(^|\s)(\/\/|#).*$/gm;
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(comment, '');
}

/** The lines of a text that name a channel; the names of packages in package.json are not ours to choose. */
function linesThatName(file: string, text: string): string[] {
  return withoutComments(file, text)
    .split('\n')
    .filter((line) => named.test(line) && !/^\s*"[@a-z0-9/-]+": "[\^~]?\d[\w.-]*",?$/.test(line))
    .map((line) => `${file}: ${line.trim()}`);
}

describe('adding a channel touches its folder, one line of the list and its keys in .env.example', () => {
  test('there are channels', () => {
    expect(channels).toEqual(expect.arrayContaining(['alipay', 'wechat']));
  });

  test('no other code names a channel', () => {
    const elsewhere = sourceFiles('src', 'workers').filter(({ path }) => !mayNameAChannel.test(path));
    expect(elsewhere.flatMap((source) => codeThatNames(source, named))).toEqual([]);
  });

  test('no schema, migration or configuration of a tool names a channel', () => {
    expect(declarations.flatMap((file) => linesThatName(file, readRepositoryFile(file)))).toEqual([]);
  });

  test('the list of channels imports one folder per line', () => {
    const list = parse('src/providers/index.ts', readRepositoryFile('src/providers/index.ts'));
    const imports = list.ast.text.split('\n').filter((line) => /^import .*'\.\/[^/']+\//.test(line));
    const folders = imports.map((line) => /'\.\/([^/']+)\//.exec(line)?.[1] ?? '');
    expect([...folders].sort()).toEqual([...channels].sort());
  });
});

describe('a channel that is named elsewhere is found', () => {
  test.each([
    "const channel = 'wechat';",
    'const text = `paid by ${name} on Alipay`;',
    'function fromWeixin() {}',
    'const a = { alipayTradeNo: 1 };',
    "import { channel } from './providers/wechat/channel';",
    'const pattern = /MicroMessenger|AlipayClient/;',
    "const label = '微信支付';",
  ])('%s', (text) => {
    expect(codeThatNames(parse('src/orders/order.ts', text), named)).not.toEqual([]);
  });

  test('but a comment may give an example', () => {
    expect(
      codeThatNames(
        parse('src/orders/order.ts', '/** E.g. wechat. */\nexport const a = 1; // alipay'),
        named,
      ),
    ).toEqual([]);
    expect(linesThatName('schema.prisma', 'channel String // wechat, alipay')).toEqual([]);
    expect(linesThatName('migration.sql', '-- wechat\n/* alipay */ select 1')).toEqual([]);
  });

  test('also in a schema', () => {
    expect(linesThatName('schema.prisma', 'enum Channel {\n  wechat\n}')).toEqual(['schema.prisma: wechat']);
  });
});
