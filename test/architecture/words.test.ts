import { filesUnder, readRepositoryFile } from './support/source-files';

/** What must not be in the repository, by what to say about it. Written in pieces, so that it is not found here. */
const forbidden: Record<string, RegExp> = {
  'a path of one machine': new RegExp(String.raw`(?<![\w.:}-])/(?:${'work'}|${'root'}|home/\w+)/[\w.]`),
  'a private key': /BEGIN [A-Z ]*PRIVATE KEY-----(?:\s|\\n|\\r)*[A-Za-z0-9+/=]{40}/,
};

/** A lock file that holds addresses ties the installation to the registry of the one who wrote it. */
const address = /"resolved": "https?:|^\s*registry\s*=/m;

const TEXT =
  /\.(ts|tsx|mjs|cjs|js|json|md|prisma|sql|ya?ml|toml|sh|css|html|svg|example|txt)$|\/run$|^\.[a-z]+$/;
const files = filesUnder('').filter((file) => TEXT.test(file));

const findings = (file: string, text: string) =>
  Object.entries(forbidden)
    .filter(([, words]) => words.test(text))
    .map(([what]) => `${file}: ${what}`);

describe('what the repository must not hold', () => {
  test('no path of a machine and no private key', () => {
    expect(files.flatMap((file) => findings(file, readRepositoryFile(file)))).toEqual([]);
  });

  test('no address of a registry', () => {
    const installation = files.filter((file) => /(^|\/)(package-lock\.json|\.npmrc)$/.test(file));
    expect(installation).toContain('package-lock.json');
    expect(installation.filter((file) => address.test(readRepositoryFile(file)))).toEqual([]);
  });

  test('such things are found', () => {
    const key = 'MII'.padEnd(64, 'x');
    expect(findings('a', `cd /${'work'}/main`)).toEqual(['a: a path of one machine']);
    expect(findings('a', `"/${'root'}/.cache"`)).toEqual(['a: a path of one machine']);
    expect(findings('a', `-----BEGIN PRIVATE KEY-----\n${key}`)).toEqual(['a: a private key']);
    expect(findings('a', `"-----BEGIN RSA PRIVATE KEY-----\\n${key}"`)).toEqual(['a: a private key']);
    expect(address.test('    "resolved": "https://registry.example/a.tgz",')).toBe(true);
  });

  test('and these are not', () => {
    expect(
      findings('a', 'src/work/order.ts, https://host/work/1, `-----BEGIN PRIVATE KEY-----\\n${body}`'),
    ).toEqual([]);
  });
});
