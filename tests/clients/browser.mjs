// A browser that does what it is told, line by line: node browser.mjs CHROMIUM
// Each line on standard input is {do, with?, on?, frame?}: a method of Playwright's page, or of what `on` selects in it or
// in the frame. Each answer is {value} or {error}. `do: "enter"` comes first: it opens the one page of somebody who has never
// been here, with {url, width, colorScheme, locale}; `do: "leave"` forgets them. `do: "noise"` gives what it logged and fetched
// from elsewhere, "axe" what axe-core finds wrong with the page, "offline" takes the network
// away, or brings it back, and "cut" fails the first request to addresses of a pattern.
import axe from 'axe-core';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox'] });
let context;
let page;
let noise;

const enter = async ({ url, width, colorScheme, locale }) => {
  const viewport = { width, height: 740 };
  context = await browser.newContext({ baseURL: url, viewport, colorScheme, locale });
  context.setDefaultTimeout(30_000);
  page = await context.newPage();
  const heard = (noise = []);
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) heard.push(`fetched ${request.url()}`);
  });
};

const findings = async (rules) => {
  const { violations } = await axe.run({ preload: false, ...(rules.length > 0 && { runOnly: rules }) });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
};

const answer = async ({ do: method, with: args = [], on, frame }) => {
  if (method === 'enter') return enter(...args);
  if (method === 'leave') return context.close();
  if (method === 'noise') return noise;
  if (method === 'offline') return context.setOffline(...args);
  if (method === 'cut') return page.route(args[0], (route) => route.abort(), { times: 1 });
  if (method === 'axe') return page.evaluate(`window.axe || (() => {${axe.source}})(); (${findings})(${JSON.stringify(args)})`);
  if (!on && ['press', 'type', 'insertText'].includes(method)) return page.keyboard[method](...args);
  const place = frame ? page.frameLocator(frame) : page;
  const value = await (on ? place.locator(on) : page)[method](...args);
  return ['goto', 'goBack', 'reload'].includes(method) ? null : value;
};

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(JSON.parse(line)).then(
    (value) => ({ value: value ?? null }),
    (error) => ({ error: error.message }),
  );
  console.log(JSON.stringify(reply));
}
await browser.close();
