import { environmentVariables } from '../../src/config/config';
import { readRepositoryFile } from './support/source-files';

interface Documented {
  name: string;
  value: string;
}

/** The variables of an environment file; one that is commented out is documented too. */
function variablesIn(text: string): Documented[] {
  return text.split('\n').flatMap((line) => {
    const [, name, value] = /^(?:#\s?)?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined
      ? []
      : [{ name, value: value.replace(/^(["'])(.*)\1$/, '$2') }];
  });
}

const example = variablesIn(readRepositoryFile('.env.example'));
const known = environmentVariables();

const byName = <T extends { name: string }>(list: readonly T[]) => list.map(({ name }) => name).sort();

describe('.env.example', () => {
  test('names exactly the variables that the configuration knows, each once', () => {
    expect(byName(example)).toEqual(byName(known));
  });

  test('shows the default that the configuration has', () => {
    const withDefaults = known.filter(({ default: value }) => value !== undefined);
    const shown = example.filter(({ name }) => withDefaults.some((variable) => variable.name === name));
    const expected = withDefaults.map(({ name, default: value }) => ({ name, value }));
    expect(Object.fromEntries(shown.map((it) => [it.name, it.value]))).toEqual(
      Object.fromEntries(expected.map((it) => [it.name, it.value])),
    );
  });

  test('holds no secret, and no secret has a default', () => {
    const secrets = known.filter(({ secret }) => secret);
    expect(secrets.filter(({ default: value }) => value !== undefined)).toEqual([]);
    const filled = example.filter((it) => secrets.some(({ name }) => name === it.name) && it.value !== '');
    expect(byName(filled)).toEqual([]);
  });

  test('every variable is described', () => {
    expect(byName(known.filter(({ description }) => description.trim() === ''))).toEqual([]);
  });
});

describe('reading an environment file', () => {
  test('finds set and commented variables, and takes prose for prose', () => {
    const text =
      '# Where to listen.\nPORT=3000\n#HOST=127.0.0.1\n# REDIS_URL=\n# Without X=1 it …\nNAME="a b"\n';
    expect(variablesIn(text)).toEqual([
      { name: 'PORT', value: '3000' },
      { name: 'HOST', value: '127.0.0.1' },
      { name: 'REDIS_URL', value: '' },
      { name: 'NAME', value: 'a b' },
    ]);
  });
});
