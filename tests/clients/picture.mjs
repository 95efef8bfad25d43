// The pictures of README.md: node picture.mjs CHROMIUM URL FOLDER
import { chromium } from 'playwright-core';

const [executablePath, baseURL, folder] = process.argv.slice(2);
const PICTURES = [
  { file: 'portal.png', path: '/', width: 1120, height: 700, colorScheme: 'light' },
  { file: 'phone.png', path: '/orders', width: 340, height: 700, colorScheme: 'dark' },
];

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const { file, path, width, height, colorScheme } of PICTURES) {
  const context = await browser.newContext({ baseURL, viewport: { width, height }, colorScheme, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(path);
  await page.fill('input[name=username]', 'moira');
  await page.fill('input[name=password]', 'lanterns at the quay 7');
  await page.keyboard.press('Enter');
  await page.waitForSelector('main .row');
  await page.evaluate(() => document.activeElement.blur());
  await page.screenshot({ path: `${folder}/${file}` });
  await context.close();
}
await browser.close();
