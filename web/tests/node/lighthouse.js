// Lighthouse on one page: `node lighthouse.js ADDRESS CHROMIUM` prints the scores and what was found, as JSON.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const [address, chromePath] = process.argv.slice(2);
const categories = ['accessibility', 'best-practices'];
const chromeFlags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];
const chrome = await launch({ chromePath, chromeFlags });
try {
  const { lhr } = await lighthouse(address, { port: chrome.port, onlyCategories: categories, logLevel: 'error' });
  const scores = Object.fromEntries(categories.map((name) => [name, Math.round(lhr.categories[name].score * 100)]));
  const counted = new Set(categories.flatMap((name) => lhr.categories[name].auditRefs.filter(({ weight }) => weight).map(({ id }) => id)));
  const found = Object.values(lhr.audits).filter(({ id, score }) => counted.has(id) && score !== null && score < 1).map(({ id, title }) => `${id}: ${title}`);
  console.log(JSON.stringify({ version: lhr.lighthouseVersion, scores, found }));
} finally {
  await chrome.kill();
}
