// A browser that does what it is told, line by line: node browser.mjs CHROMIUM
// Each line on standard input is {who, do, with?, on?, frame?}: a method of somebody's page, which is Playwright's, or of
// what `on` selects in it or in the frame. Each answer is {value} or {error}. `do: "enter"` comes first: it opens the one
// page of somebody who has never been here, with {url, width, colorScheme, locale}; `do: "leave"` forgets them. `do: "noise"`
// gives what it logged and fetched from elsewhere, "axe" what axe-core finds wrong with the page, "cookie" gives the
// browser one of the server, by its name and value, "offline" takes the network away, or brings it back, "cut" fails the
// first request to addresses of a pattern, and "download" clicks and gives the name of the file that comes.
import axe from 'axe-core';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox'] });
const people = new Map();

const enter = async (who, { url, width, colorScheme, locale }) => {
  const viewport = { width, height: 740 };
  const context = await browser.newContext({ baseURL: url, viewport, colorScheme, locale });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const heard = [];
  people.set(who, { url, context, page, noise: heard });
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(url) && !/^(data|blob):/.test(address)) heard.push(`fetched ${address}`);
  });
};

const findings = async (rules) => {
  const options = { preload: false, resultTypes: ['violations'], ...(rules.length > 0 && { runOnly: rules }) };
  const { violations } = await axe.run(options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
};

const answer = async ({ who, do: method, with: args = [], on, frame }) => {
  if (method === 'enter') return enter(who, ...args);
  const { url, context, page, noise } = people.get(who);
  if (method === 'leave') return people.delete(who) && context.close();
  if (method === 'noise') return noise;
  if (method === 'offline') return context.setOffline(...args);
  if (method === 'cut') return page.route(args[0], (route) => route.abort(), { times: 1 });
  if (method === 'download') {
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator(on).click()]);
    return file.suggestedFilename();
  }
  if (method === 'cookie') return context.addCookies([{ url, ...args[0] }]);
  if (method === 'axe') {
    // Half a megabyte, which a page that has it already need not be sent.
    if (!(await page.evaluate('"axe" in window'))) await page.evaluate(`(() => {${axe.source}})()`);
    return page.evaluate(`(${findings})(${JSON.stringify(args)})`);
  }
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
