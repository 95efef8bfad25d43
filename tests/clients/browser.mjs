// A browser that does what it is told, line by line: node browser.mjs CHROMIUM URL WIDTH COLOR_SCHEME LOCALE
// Each line on standard input is {do, with?, on?, frame?}: a method of Playwright's page, or of what `on` selects in it or
// in the frame. Each answer is {value} or {error}. `do: "noise"` gives what the page logged and fetched from elsewhere.
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const [executablePath, url, width, colorScheme, locale] = process.argv.slice(2);
const noise = [];
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const viewport = { width: Number(width), height: 740 };
const context = await browser.newContext({ baseURL: url, viewport, colorScheme, locale });
context.setDefaultTimeout(30_000);
const page = await context.newPage();
page.on('console', (message) => ['error', 'warning'].includes(message.type()) && noise.push(message.text()));
page.on('pageerror', (error) => noise.push(error.message));
page.on('request', (request) => {
  if (!request.url().startsWith(url) && !request.url().startsWith('data:')) noise.push(`fetched ${request.url()}`);
});

const answer = async ({ do: method, with: args = [], on, frame }) => {
  if (method === 'noise') return noise;
  if (method === 'press' && !on) return page.keyboard.press(...args);
  if (method === 'type' && !on) return page.keyboard.type(...args);
  const place = frame ? page.frameLocator(frame) : page;
  const value = await (on ? place.locator(on) : page)[method](...args);
  return method === 'goto' ? null : value;
};

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(JSON.parse(line)).then(
    (value) => ({ value: value ?? null }),
    (error) => ({ error: error.message }),
  );
  console.log(JSON.stringify(reply));
}
await browser.close();
