// @ts-check
import path from 'node:path';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const root = path.join(import.meta.dirname, '..');

const ENVIRONMENT = {
  selector:
    ":matches(MemberExpression[object.name='process'][property.name='env'], " +
    "MemberExpression[object.name='process'][property.value='env'], " +
    "VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env'], " +
    "ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name='env'])",
  message: 'Only src/config reads the environment. Take what you need from Config.',
};

const TIME_AND_CHANCE = [
  {
    selector:
      ":matches(CallExpression[callee.object.name='Date'][callee.property.name='now'], " +
      "NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.name='Date'])",
    message: 'Time is an argument: take a Clock from src/kernel.',
  },
  {
    selector: "MemberExpression[object.name='Temporal'][property.name='Now']",
    message: 'Time is an argument: take a Clock from src/kernel.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Ids and tokens come from src/kernel/ids; nothing else here may be left to chance.',
  },
];

const FLOATS = [
  {
    selector:
      ":matches(CallExpression[callee.name='parseFloat'], " +
      "MemberExpression[object.name='Number'][property.name='parseFloat'])",
    message: 'Money is never a float: parseYuan or parseDecimal of src/kernel/money.',
  },
  {
    selector: "MemberExpression[property.name='toFixed']",
    message: 'Money is never a float: formatYuan of src/kernel/money.',
  },
];

/**
 * ESLint replaces the options of a rule instead of merging them, so each zone names all that it refuses.
 * @param {string[]} files
 * @param {({ selector: string, message: string })[]} refused
 */
const zone = (files, refused) => ({
  files,
  rules: { 'no-restricted-syntax': /** @type {const} */ (['error', ...refused]) },
});

export default defineConfig(
  { ignores: ['**/generated/**', '**/dist/**', '**/node_modules/**', 'src/dev/run.mjs'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['{src,workers,prisma,test}/**/*.{ts,tsx}'],
    extends: [tseslint.configs.base],
    languageOptions: {
      // src, workers and prisma belong to tsconfig.json, test to test/tsconfig.json.
      parserOptions: { projectService: true, tsconfigRootDir: root },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-debugger': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['src/**/*.{ts,tsx}', 'workers/**/*.ts'], rules: { 'no-console': 'error' } },
  { files: ['src/{dev,cli,sandbox}/**/*.{ts,tsx}'], rules: { 'no-console': 'off' } },
  { files: ['test/**/*.{ts,tsx}'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },

  zone(['src/**/*.{ts,tsx}', 'workers/**/*.ts'], [ENVIRONMENT, ...TIME_AND_CHANCE, ...FLOATS]),
  zone(['prisma/**/*.ts'], [ENVIRONMENT, ...TIME_AND_CHANCE]),
  zone(['src/config/**/*.ts'], [...TIME_AND_CHANCE, ...FLOATS]),
  zone(['src/kernel/**/*.ts'], [ENVIRONMENT, ...FLOATS]),
  zone(['src/sandbox/main.ts'], FLOATS),
  { files: ['src/dev/**/*.{ts,tsx}'], rules: { 'no-restricted-syntax': 'off' } },
);
