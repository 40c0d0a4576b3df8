// Events: filtered, led to their causes, and read further back than the page begins with.
import type { Page } from "@playwright/test";
import type { EventList, Resource } from "../src/api/types";
import { expectAccessible } from "./accessible";
import { api, expect, open, row, test } from "./served";

const again = async (page: Page) => (await api<EventList>(page, "events?kind=ResourceSupervisedAgain&limit=500")).events.length;

/** A monitor's death is the cause of what follows; it is over when that is told. */
async function killMonitor(page: Page, resource: string): Promise<void> {
  const before = await again(page);
  const { monitor } = await api<Resource>(page, `resources/${resource}`);
  process.kill(monitor.pid!, "SIGKILL");
  await expect.poll(() => again(page)).toBeGreaterThan(before);
}

test("Events are filtered, and lead to their causes", async ({ page, cluster }) => {
  await open(page, "Events");
  await killMonitor(page, cluster.served.group);
  const { events } = await api<EventList>(page, "events?limit=500");
  const caused = events.findLast((each) => each.cause && events.some((other) => other.id === each.cause))!;
  const cause = events.find((each) => each.id === caused.cause)!;
  await row(page, "Events", caused.id).getByRole("button", { name: cause.kind }).click();
  await expect(page.locator(`[id="event-${cause.id}"]`)).toBeFocused();
  await page.getByLabel("Words").fill(caused.kind);
  const kinds = page.locator('tr[data-row] [data-label="Kind"]');
  await expect(kinds.first()).toBeVisible();
  await expect(kinds.getByText(caused.kind)).toHaveCount(await kinds.count());
  await page.getByLabel("Words").fill("no event says this");
  await expect(page.getByText("No event fits.")).toBeVisible();
});

test("Events of a level and about a name, and older ones than the page began with, are asked of the node", async ({ page, cluster }) => {
  await killMonitor(page, cluster.served.group);
  await page.route(/\/events\?limit=500$/, (route) => route.continue({ url: route.request().url().replace("500", "5") }));
  await page.reload();
  await open(page, "Events");
  const shown = page.getByRole("grid", { name: "Events" }).locator("tr[data-row]");
  const { events } = await api<EventList>(page, "events?limit=5000");
  await expect(row(page, "Events", events.at(-1)!.id)).toBeVisible();
  await expect(row(page, "Events", events[0]!.id)).toHaveCount(0);
  await page.getByLabel("Level").selectOption("warning");
  await page.getByLabel("About").selectOption(cluster.served.group);
  const asked = page.waitForRequest(/\/events\?limit=500&before=[^&]+&level=warning&about=counter$/);
  await page.getByRole("button", { name: "Older events" }).press("Enter");
  await asked;
  await expect(page.getByText("No older ones are kept that fit.")).toBeVisible();
  const warned = events.filter((each) => each.level === "warning" && [each.group, each.resource].includes(cluster.served.group));
  await expect(shown).toHaveCount(warned.length);
  await page.getByLabel("Level").selectOption("");
  await page.getByLabel("About").selectOption("");
  await page.getByRole("button", { name: "Older events" }).press("Enter");
  await expect(page.getByText("No older ones are kept.")).toBeVisible();
  await page.getByLabel("Words").fill(events[0]!.message);
  await expect(row(page, "Events", events[0]!.id)).toBeVisible();
  await expectAccessible(page, "older events");
});
