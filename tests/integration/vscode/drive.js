// Drives VS Code's window in a browser as its user would; what it saw goes to standard output as JSON.
//   node drive.js URL SCREENSHOT FILE-THAT-THE-PROGRAM-WRITES
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require(path.join(__dirname, "npm-long/node_modules/playwright-core"));

const LIMIT = 60_000;

async function lenses(page) {
  return page.locator(".codelens-decoration a").allInnerTexts();
}

async function text(page) {
  return (await page.locator(".view-lines").first().innerText()).replaceAll("\u00a0", " ");
}

async function lensNamed(page, title) {
  const lens = page.locator(".codelens-decoration a", { hasText: new RegExp(`^${title}$`) }).first();
  await lens.waitFor({ timeout: LIMIT });
  return lens;
}

/** The program's own word that it ran. */
async function lineOf(file, pattern) {
  const end = Date.now() + LIMIT / 2;
  while (!fs.existsSync(file) || !pattern.test(fs.readFileSync(file, "utf8"))) {
    if (Date.now() > end)
      throw new Error(`${file} has no line ${pattern}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function main(url, screenshot, ran) {
  const seen = {};
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 760 } });
  page.setDefaultTimeout(LIMIT);
  try {
    await page.goto(url);
    await page.locator(".monaco-workbench").waitFor();
    await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    await page.keyboard.press("Control+P");
    await page.locator(".quick-input-widget input").first().fill("one-api");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "one-api" }).first().waitFor();
    await page.keyboard.press("Enter");
    await lensNamed(page, "Make debug-safe");
    await lensNamed(page, "Debug");
    seen.lenses = await lenses(page);
    const status = page.locator("#stackdev\\.stackdev\\.stackdev, .statusbar-item", { hasText: "stackdev" }).first();
    await page.waitForFunction(() => /stackdev.*1/.test(
      [...document.querySelectorAll(".statusbar-item")].map((item) => item.textContent).join("|")), undefined, { timeout: LIMIT });
    seen.status = (await status.innerText()).trim();

    await page.locator(".activitybar .action-item a[aria-label^='stackdev']").first().click();
    const row = (name) => page.locator(".pane-body .monaco-list-row", { hasText: new RegExp(`^${name}`) }).first();
    await row("Projects").waitFor();
    const project = page.locator(".pane-body .monaco-list-row[aria-level='2']", { hasText: "one" }).last();
    await project.click();
    await page.locator(".pane-body .monaco-list-row[aria-level='3']", { hasText: "one-api" }).first().waitFor();
    seen.tree = (await page.locator(".pane-body .monaco-list-row").allInnerTexts()).map((row) => row.trim());
    await page.screenshot({ path: screenshot });

    await (await lensNamed(page, "Make debug-safe")).click();
    await lensNamed(page, "Restore");
    seen.edited = await text(page);
    await (await lensNamed(page, "Restore")).click();
    await lensNamed(page, "Make debug-safe");
    seen.restored = await text(page);
    await page.keyboard.press("Control+S");
    await (await lensNamed(page, "Run")).click();
    await page.locator(".terminal-wrapper.active").first().waitFor();
    await lineOf(ran, /^no debugger$/m);
    await (await lensNamed(page, "Debug")).click();
    await lineOf(ran, /^127\.0\.0\.1:5678/m);

    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input").first().fill(">stackdev: Find Monkey Patch Calls");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Find Monkey Patch Calls" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "bin/one-api:" }).first().waitFor();
    seen.scan = (await page.locator(".quick-input-list .monaco-list-row").allInnerTexts()).map((row) => row.replaceAll("\n", " "));
  } catch (error) {
    seen.error = String(error);
    await page.screenshot({ path: screenshot });
  }
  await browser.close();
  console.log(JSON.stringify(seen));
}

main(process.argv[2], process.argv[3], process.argv[4]);
