// What an operator does: the plan first, then the confirmation, then the progress until it is done.
import type { ClusterStatus, Group } from "../src/api/types";
import { api, expect, open, row, test } from "./served";

const groupNow = (page: Parameters<typeof api>[0], name: string) => api<Group>(page, `groups/${name}`);

test("A group is moved: nothing happens before it is confirmed, then it is done", async ({ page, cluster }) => {
  await open(page, "Groups");
  const before = await groupNow(page, cluster.served.group);
  const target = cluster.served.nodes.find((node) => node !== before.owner)!;
  await page.getByRole("button", { name: `Move ${before.name}` }).click();
  const dialog = page.getByRole("dialog", { name: `Move group ${before.name}` });
  await dialog.getByLabel("Move to").selectOption(target);
  await expect(dialog.getByRole("list", { name: "Groups afterwards" })).toContainText(`${before.owner} → ${target}`);
  await expect(dialog.getByRole("list", { name: "Steps" }).getByRole("listitem").first()).toBeVisible();
  const planned = await groupNow(page, before.name);
  expect([planned.owner, planned.generation, planned.lastMoveId]).toEqual([before.owner, before.generation, before.lastMoveId]);

  await dialog.getByRole("button", { name: "Move", exact: true }).click();

  await expect(dialog.locator('[data-outcome="done"]')).toContainText(`Online on ${target}`);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(row(page, "Groups", before.name).locator("[data-owner]")).toHaveText(target);
  expect((await groupNow(page, before.name)).owner).toBe(target);
});

test("A group goes offline and online again", async ({ page, cluster }) => {
  await open(page, "Groups");
  const name = cluster.served.group;
  for (const state of ["Offline", "Online"]) {
    await page.getByRole("button", { name: `${state} ${name}` }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("list", { name: "Steps" })).toBeVisible();
    await dialog.getByRole("button", { name: `Bring ${state.toLowerCase()}` }).click();
    await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(row(page, "Groups", name).locator('[data-label="Actual"]')).toHaveText(state);
  }
});

test("A resource is failed and comes back; it is cleared", async ({ page, cluster }) => {
  await open(page, "Resources");
  const name = cluster.served.group;
  await page.getByRole("button", { name: `Fail ${name}` }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("[data-plan]")).toBeVisible();
  await dialog.getByRole("button", { name: "Fail it now" }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toContainText("is Online");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: `Clear ${name}` }).click();
  await dialog.getByRole("button", { name: "Clear", exact: true }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
});

test("A resource goes offline and online again, and its group says so", async ({ page }) => {
  await open(page, "Resources");
  for (const state of ["Offline", "Online"]) {
    await page.getByRole("button", { name: `${state} helper` }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: `Bring ${state.toLowerCase()}` }).click();
    await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(row(page, "Resources", "helper").locator('[data-label="Actual"]')).toHaveText(state);
  }
});

test("A node is drained and resumed", async ({ page }) => {
  await open(page, "Nodes");
  const { nodes } = await api<ClusterStatus>(page, "cluster/status");
  const owner = nodes.find((node) => node.groups.length > 0)!.name;
  await page.getByRole("button", { name: `Drain ${owner}` }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("list", { name: "Groups afterwards" })).toContainText(`${owner} →`);
  await dialog.getByRole("button", { name: "Drain", exact: true }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toContainText("owns nothing");
  await page.keyboard.press("Escape");
  await open(page, "Overview");
  await expect(page.getByText(`Node ${owner} is Drained: it is given nothing new`)).toBeVisible();
  await open(page, "Nodes");
  await page.getByRole("button", { name: `Resume ${owner}` }).click();
  await dialog.getByRole("button", { name: "Resume", exact: true }).click();
  await expect(dialog.locator('[data-outcome="done"]')).toBeVisible();
});

test("What would be refused says why, and cannot be confirmed; what is refused then says why, too", async ({ page, cluster }) => {
  await open(page, "Groups");
  const { owner, name } = await groupNow(page, cluster.served.group);
  await page.route(`**/groups/${name}/move*`, (route) =>
    route.continue({ postData: JSON.stringify({ target: owner }) }),
  );
  await page.getByRole("button", { name: `Move ${name}` }).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Move", exact: true });
  await expect(dialog.getByText("It would be refused")).toBeVisible();
  await expect(dialog).toContainText(`it is on ${owner} already`);
  await expect(confirm).toBeDisabled();
  await dialog.getByRole("button", { name: "Cancel" }).click();

  // Planned as asked, and something else is true when it is carried out.
  await page.unrouteAll();
  await page.route(`**/groups/${name}/move`, (route) => route.continue({ postData: JSON.stringify({ target: owner }) }));
  await page.getByRole("button", { name: `Move ${name}` }).click();
  await confirm.click();
  await expect(dialog.getByText("It was not done")).toBeVisible();
  await expect(dialog).toContainText(`it is on ${owner} already`);
});

test("Nothing is confirmed while the plan is asked for, nor when it could not be asked; then it is asked again", async ({
  page,
  cluster,
}) => {
  await open(page, "Groups");
  let fails = true;
  let answer = () => {};
  const held = new Promise<void>((go) => (answer = go));
  await page.route("**/move?whatIf=true", async (route) => {
    await held;
    await (fails ? route.abort() : route.continue());
  });
  await page.getByRole("button", { name: `Move ${cluster.served.group}` }).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Move", exact: true });
  await expect(dialog.getByText("Asking what would happen…")).toBeVisible();
  await expect(confirm).toBeDisabled();
  answer();
  await expect(dialog.getByText("It is not known what would happen")).toBeVisible();
  await expect(confirm).toBeDisabled();
  fails = false;
  await dialog.getByRole("button", { name: "Ask again" }).click();
  await expect(dialog.locator("[data-plan]")).toBeVisible();
  await expect(confirm).toBeEnabled();
});
