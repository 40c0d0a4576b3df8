// The page of a machine, opened by people on another one with certificates of their own.
import { readFileSync } from "node:fs";
import { type Browser, type BrowserContext, type Page, test as base } from "@playwright/test";
import { api, Cluster, expect, open, row } from "./served";

const test = base.extend<object, { machine: Cluster }>({
  machine: [
    async ({}, use) => {
      const machine = await Cluster.start("--machines");
      await use(machine);
      await machine.end();
    },
    { scope: "worker", timeout: 240_000 },
  ],
});
test.setTimeout(180_000);

/** A browser that has somebody's certificate in its store. */
async function browserOf(browser: Browser, machine: Cluster, name: string, role: string): Promise<BrowserContext> {
  const pem = readFileSync(await machine.person(name, role), "utf8");
  const part = (kind: string) => Buffer.from(pem.match(new RegExp(`-----BEGIN [A-Z ]*${kind}-----[^]*?-----END [A-Z ]*${kind}-----\\n`))![0]);
  const origin = new URL(machine.served.page).origin;
  return browser.newContext({
    ignoreHTTPSErrors: true,
    clientCertificates: [{ origin, cert: part("CERTIFICATE"), key: part("PRIVATE KEY") }],
  });
}

async function lock(page: Page, verb: "Lock" | "Unlock", group: string): Promise<void> {
  await open(page, "Groups");
  await page.getByRole("button", { name: `${verb} ${group}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: verb, exact: true }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
  await page.keyboard.press("Escape");
}

test("Somebody with a certificate opens the page, with the role that it was given, and is out once it is taken back", async ({
  browser,
  machine,
}) => {
  const { group, page: address } = machine.served;
  const context = await browserOf(browser, machine, "ada", "operator");
  const page = await context.newPage();
  await page.goto(address);
  await expect(page.locator("[data-role]")).toHaveText("Operator");
  await expect(page.getByText("Live by n1")).toBeVisible();
  await lock(page, "Lock", group);
  await expect(row(page, "Groups", group).locator('[data-label="Wanted"]')).toHaveText("Online, locked");
  await lock(page, "Unlock", group);
  const { events } = await api<{ events: { message: string }[] }>(page, "events?limit=50");
  expect(events.filter((each) => each.message.includes(`"${group}" locked`)).map((each) => each.message)).toEqual([
    expect.stringContaining("ada"),
  ]);
  await expect(page.getByRole("button", { name: "Make a group…" })).toBeDisabled();

  await machine.remove("ada");
  const again = await page.goto(address).catch((failure: Error) => failure);
  expect(again instanceof Error || again!.status() === 401).toBe(true);
  await context.close();
});

test("A Viewer's certificate shows everything and changes nothing; none at all shows nothing", async ({ browser, machine }) => {
  const { group, page: address } = machine.served;
  const context = await browserOf(browser, machine, "wall", "viewer");
  const page = await context.newPage();
  await page.goto(new URL("groups", address).href);
  await expect(row(page, "Groups", group)).toBeVisible();
  await expect(page.getByRole("button", { name: `Lock ${group}` })).toBeDisabled();
  await context.close();

  const stranger = await browser.newContext({ ignoreHTTPSErrors: true });
  const answer = await (await stranger.newPage()).goto(address).catch(() => null);
  expect(answer === null || answer.status() === 401).toBe(true);
  await stranger.close();
});
