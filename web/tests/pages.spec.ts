// Every page shows what the nodes say, and nothing of it keeps anybody out.
import type { Page } from "@playwright/test";
import type { ClusterStatus } from "../src/api/types";
import { expectAccessible } from "./accessible";
import { api, expect, open, row, test } from "./served";

const PAGES = ["Overview", "Groups", "Resources", "Resource types", "Nodes", "Fencing", "Events", "What if", "Settings"];

test("Overview says what is survived, who coordinates, and that nothing needs attention", async ({ page, cluster }) => {
  const status = await api<ClusterStatus>(page, "cluster/status");
  await expect(page.getByText("Nothing. Everything is as it is wanted.")).toBeVisible();
  await expect(page.locator("[data-losses]")).toContainText("every group finds another owner");
  await expect(page.getByText(`${status.coordinator} (term ${status.term})`)).toBeVisible();
  await expect(page.getByText("3 of 3")).toBeVisible();
  await expect(page.locator("[data-quorum]")).toContainText("Sqlite. The database is a file that all nodes of this machine share");
  await expect(page.getByText(`Live by ${cluster.served.nodes[0]}`)).toBeVisible();
});

test("Groups shows wanted beside actual, the owner, and why it is there", async ({ page, cluster }) => {
  await open(page, "Groups");
  const { groups } = await api<ClusterStatus>(page, "cluster/status");
  const group = groups.find((each) => each.name === cluster.served.group)!;
  const shown = row(page, "Groups", group.name);
  await expect(shown.locator('[data-label="Wanted"]')).toHaveText("Online");
  await expect(shown.locator('[data-label="Actual"]')).toHaveText("Online");
  await expect(shown.locator("[data-owner]")).toHaveText(group.owner!);
  await expect(shown.locator('[data-label="Why"]')).toHaveText(group.reason);
  await shown.getByRole("button", { name: "Details" }).click();
  const why = page.locator(`[data-explanation="${group.name}"]`);
  await expect(why).toContainText(`Why ${group.name} is on ${group.owner}`);
  for (const node of cluster.served.nodes) {
    await expect(row(page, `What was considered for ${group.name}`, node)).toBeVisible();
  }
});

test("Resources shows type and DLL, monitor and guard processes, properties and the graph", async ({ page, cluster }) => {
  await open(page, "Resources");
  const { groups } = await api<ClusterStatus>(page, "cluster/status");
  const counter = groups[0]!.resources.find((each) => each.type === cluster.served.type)!;
  const shown = row(page, "Resources", counter.name);
  await expect(shown.locator("[data-type-name]")).toHaveText(counter.type);
  await expect(shown.locator("[data-type-dll]")).toHaveText(counter.dll);
  await expect(shown.locator('[data-label="Actual"]')).toHaveText("Online");
  await expect(shown.locator('[data-label="Monitor"]')).toHaveText(`Running ${counter.monitor.pid}`);
  await expect(shown.locator('[data-label="Guard"]')).toHaveText(String(counter.guard!.pid));
  await shown.getByRole("button", { name: "Details" }).click();
  await expect(page.getByText(String((counter.properties as { Port: number }).Port), { exact: true })).toBeVisible();
  await expect(page.getByText(/^process \d+, up [\d.]+ \w+, [\d.]+ MiB/)).toBeVisible();
  await expect(page.getByText(/^Running, process \d+ \(m\d+\), up [\d.]+ \w+, [\d.]+ MiB/)).toBeVisible();
  const polls = page.getByRole("list", { name: `The newest health polls of ${counter.name}, oldest first` });
  await expect(polls.getByRole("button", { name: /IsAlive: Ok \(/ }).first()).toBeVisible();
  await polls.getByRole("button").last().focus();
  await expect(page.getByRole("tooltip")).toContainText(/(Looks|Is)Alive: Ok \(/);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("tooltip")).toHaveCount(0);
  await expectAccessible(page, "a resource with its polls");
  const graph = page.getByRole("img", { name: /^Dependencies in counter/ });
  await expect(graph).toHaveAttribute("aria-label", /helper is Online and needs counter/);
  await expect(graph.locator("g")).toHaveCount(2);
  await expect(page.getByRole("list", { name: "What the lines mean" })).toContainText("dashed: one of several is enough (or)");
});

test("Resource types shows name, DLL, version, hash, nodes and use", async ({ page, cluster }) => {
  await open(page, "Resource types");
  const { types } = await api<ClusterStatus>(page, "cluster/status");
  expect(types.length).toBeGreaterThanOrEqual(3);
  for (const type of types) {
    const shown = row(page, "Resource types", type.name);
    await expect(shown.locator("[data-type-name]")).toHaveText(type.name);
    await expect(shown.locator("[data-type-dll]")).toHaveText(type.dll);
    await expect(shown.locator('[data-label="Version"]')).toHaveText(type.version);
    await expect(shown.locator('[data-label="Package"]')).toHaveText(type.packageHash.slice(0, 12));
    await expect(shown.locator('[data-label="Nodes that have it"]')).toHaveText(cluster.served.nodes.join(", "));
  }

  await expect(row(page, "Resource types", cluster.served.type).locator('[data-label="Used by"]')).toHaveText("counter");
});

test("Nodes shows states, epochs and processes", async ({ page }) => {
  await open(page, "Nodes");
  const { nodes } = await api<ClusterStatus>(page, "cluster/status");
  for (const node of nodes) {
    const shown = row(page, "Nodes", node.name);
    await expect(shown.locator('[data-label="State"]')).toHaveText("Up");
    await expect(shown.locator('[data-label="Epoch"]')).toHaveText(String(node.epoch));
    await expect(shown.locator("[data-load]")).toHaveText(/^CPU [\d.]+ on \d+, memory [\d.]+ of [\d.]+ GiB$/);
    await expect(shown.locator('[data-label="Load"]')).toContainText(/\d+ processes$/);
    await expect(shown.locator('[data-label="Role"]')).toHaveText(node.isCoordinator ? "coordinator" : "member");
  }

  await expect(page.locator("[data-role]")).toHaveText("Administrator");
  const owner = nodes.find((node) => node.groups.length > 0)!;
  await row(page, "Nodes", owner.name).getByRole("button", { name: "Details" }).click();
  await expect(page.getByText(/at most \d+\.\d s left without another renewal/)).toBeVisible();
  for (const role of ["service", "monitor", "guard", "resource"]) {
    await expect(page.locator('[data-label="Role"]').getByText(role, { exact: true }).first()).toBeVisible();
  }
});

test("What if says where the group would go, and changes nothing", async ({ page, cluster }) => {
  await open(page, "What if");
  const before = await api<ClusterStatus>(page, "cluster/status");
  const owner = before.groups[0]!.owner!;
  await page.getByRole("combobox", { name: "Which" }).click();
  await page.getByRole("option", { name: owner, exact: true }).click();
  await page.getByRole("button", { name: "Imagine it" }).click();
  await expect(page.getByText(`a node loses power: ${owner}`)).toBeVisible();
  await expect(page.getByRole("list", { name: "Groups afterwards" })).toContainText(`${cluster.served.group}: ${owner} → n`);
  const drawn = page.getByRole("img", { name: `Where groups would go: ${cluster.served.group} goes from ${owner} to n` });
  await expect(drawn.locator("circle")).toHaveCount(2);
  const after = await api<ClusterStatus>(page, "cluster/status");
  expect(after.groups[0]!.owner).toBe(owner);
});

test("Settings shows those of the cluster", async ({ page }) => {
  await open(page, "Settings");
  const cluster = await api<{ profile: string; eventsKept: number }>(page, "cluster");
  await expect(row(page, "Settings", "Lease profile").locator('[data-label="Value"]')).toHaveText(cluster.profile);
  await expect(row(page, "Settings", "Events kept").locator('[data-label="Value"]')).toHaveText(String(cluster.eventsKept));
});

test("Every page can be reached and read by keyboard alone", async ({ page }) => {
  for (const name of PAGES.slice(1)) {
    const link = page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name, exact: true });
    await link.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
  }
});

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any page, ${scheme}`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await expect(page.locator("html.pf-v6-theme-dark")).toHaveCount(scheme === "dark" ? 1 : 0);
    for (const name of PAGES) {
      await open(page, name);
      await openFirstRow(page);
      await expectAccessible(page, `${name}, ${scheme}`);
    }

    await open(page, "Groups");
    await page.getByRole("button", { name: "Move counter" }).click();
    await expect(page.locator("[data-plan]")).toBeVisible();
    await expectAccessible(page, `the dialog of a plan, ${scheme}`);
  });
}

async function openFirstRow(page: Page): Promise<void> {
  const details = page.getByRole("button", { name: "Details" });
  if ((await details.count()) > 0) {
    await details.first().click();
    await expect(page.getByText("Asking why…")).toHaveCount(0);
  }
}
