import { isReturnAllowed, readReturnOrigin } from '../../../src/services/return-url';

const origins = ['https://portal.example', 'https://portal.example:8443', 'http://localhost:3000'];
const isAllowed = (text: string, isProduction = true) => isReturnAllowed(text, { origins, isProduction });

test.each([
  'https://portal.example/done?id=1#top',
  'https://PORTAL.example:443/',
  'https://portal.example:8443/done',
])('%s is of a registered origin', (text) => {
  expect(isAllowed(text)).toBe(true);
});

test.each([
  'https://elsewhere.example/',
  'https://portal.example.elsewhere.example/',
  'https://portal.example@elsewhere.example/',
  'https://user@portal.example/',
  'https://portal.example:444/',
  'http://portal.example/',
  'https:\\\\elsewhere.example\\@portal.example/',
  'javascript:alert(1)//https://portal.example',
  '//portal.example/',
])('%s is not', (text) => {
  expect(isAllowed(text)).toBe(false);
});

test('this machine is led back to by plain HTTP in development, and never in production', () => {
  expect(isAllowed('http://localhost:3000/done', false)).toBe(true);
  expect(isAllowed('http://localhost:3000/done', true)).toBe(false);
});

test.each([
  ['https://Portal.example', 'https://portal.example'],
  ['https://portal.example:443/', 'https://portal.example'],
  ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['http://portal.example', null],
  ['https://portal.example/done', null],
  ['https://portal.example/?a', null],
  ['https://portal.example#', null],
  ['https://user@portal.example', null],
  ['ftp://portal.example', null],
])('%s is registered as %s', (text, origin) => {
  expect(readReturnOrigin(text)).toBe(origin);
});
