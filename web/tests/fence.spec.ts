// Devices that power nodes off: added, asked, used and removed, with a fence agent that kills a node's processes.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import type { ClusterStatus, Fence, FenceDevice } from "../src/api/types";
import { expectAccessibleInBoth } from "./accessible";
import { api, type Cluster, expect, open, row, test } from "./served";

test.use({ sharedBy: "those that power nodes off" });
test.describe.configure({ timeout: 180_000 });

/** A plug is the file that everything of a node holds a lock on. */
const AGENT = `#!/bin/bash
while IFS= read -r line; do
  case $line in action=*) action=\${line#*=} ;; plug=*) plug=\${line#*=} ;; mode=*) mode=\${line#*=} ;; esac
done
if [ "$action" = metadata ]; then
  echo '<resource-agent name="fence_processes" shortdesc="Processes of a node"><parameters>'
  echo '<parameter name="plug"/><parameter name="mode"/><parameter name="passwd"/></parameters><actions>'
  echo '<action name="on"/><action name="off"/><action name="status"/><action name="monitor"/></actions></resource-agent>'
  exit 0
fi
[ "$mode" = fail ] && { echo "no route to host" >&2; exit 4; }
holders() {
  find /proc/[0-9]*/fd -lname "$plug" 2>/dev/null | while IFS=/ read -r _ _ pid _ fd; do
    grep -q '^lock:.*READ' "/proc/$pid/fdinfo/$fd" 2>/dev/null && echo "$pid"
  done | sort -u
}
case $action in
  off) while pids=$(holders) && [ -n "$pids" ]; do kill -9 $pids 2>/dev/null; done ;;
  status) [ -n "$(holders)" ] || exit 2 ;;
esac
exit 0
`;

let folder = "";
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hf-fence-"));
  writeFileSync(agent(), AGENT);
  chmodSync(agent(), 0o755);
});
test.afterAll(() => rmSync(folder, { recursive: true }));
const agent = () => join(folder, "fence_processes");
const plugOf = async (cluster: Cluster, node: string) => join(dirname(await cluster.token(node)), "alive");
const dialogOf = (page: Page) => page.getByRole("dialog");
/** The label of a field that is required has a star behind it. */
const field = (page: Page, label: string) =>
  dialogOf(page).getByRole("textbox", { name: label, exact: true }).or(dialogOf(page).getByLabel(label, { exact: true }));
const devices = (page: Page) => api<FenceDevice[]>(page, "fence/devices");

async function close(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(dialogOf(page)).toHaveCount(0);
}

/** Fills the form of a device by its labels, asks what would happen, and adds it. */
async function add(page: Page, fields: Record<string, string>): Promise<void> {
  await page.getByRole("button", { name: "Add a device…" }).press("Enter");
  for (const [label, text] of Object.entries(fields)) {
    await (label === "Level" ? field(page, label).selectOption(text) : field(page, label).fill(text));
  }

  await see(page);
  await expect(page.getByRole("region", { name: "What would happen" })).toContainText("can power off");
  await dialogOf(page).getByRole("button", { name: "Add it" }).click();
  await expect(dialogOf(page).locator('[data-outcome="done"]')).toContainText("is added");
  await close(page);
}

const see = (page: Page) => dialogOf(page).getByRole("button", { name: "See what would happen" }).click();

test("A device is added by a form whose errors stand at their fields, asked, and removed; its secret is never shown", async ({ page, cluster }) => {
  const [n1, n2] = cluster.served.nodes as [string, string];
  await open(page, "Fencing");
  await expect(page.getByText("There are no devices.")).toBeVisible();
  await expect(row(page, "What ends each node", n2)).toContainText("none is armed");
  await expect(row(page, "What ends each node", n2)).toContainText("no device");
  await page.getByRole("button", { name: "Add a device…" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Add a fence device" });
  await field(page, "Name").fill("bmc");
  await field(page, "Agent").fill(agent());
  await field(page, "Parameters").fill("mode=works\nlanplus=1");
  await field(page, "Nodes").fill(`${n2}=${await plugOf(cluster, n2)}`);
  await field(page, "Time-out").fill("soon");
  await see(page);
  await expect(page.locator('[data-wrong="timeout"]')).toHaveCount(1);
  await field(page, "Time-out").fill("20s");
  await see(page);
  await expect(page.locator('[data-wrong="parameters"]')).toContainText("lanplus");
  await expectAccessibleInBoth(page, "the form of a device with errors");
  await field(page, "Parameters").fill("mode=works");
  await field(page, "Secret 1").fill("open sesame");
  await dialog.getByLabel("What it does").selectOption("Reboot");
  await see(page);
  await expect(page.getByRole("region", { name: "What would happen" })).toContainText(`can power off ${n2}`);
  expect(await devices(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Add it" }).press("Enter");
  await expect(dialog.locator('[data-outcome="done"]')).toContainText("Device bmc is added");
  await close(page);

  const shown = row(page, "Fence devices", "bmc");
  await expect(shown).toContainText("off, then on again");
  await shown.getByRole("button", { name: "Details" }).press("Enter");
  const detail = page.getByLabel("About bmc");
  await expect(detail).toContainText("(secret)");
  await expect(detail).toContainText("20s, with 1 more tries in it");
  await expect(row(page, "What ends each node", n2)).toContainText("bmc");
  await expect(row(page, "What ends each node", n1)).toContainText("no device");
  expect(await page.content()).not.toContain("open sesame");
  expect((await devices(page))[0]).toMatchObject({ action: "Reboot", parameters: { mode: "works", passwd: "(secret)" } });
  await page.getByRole("button", { name: "List the agents on" }).click();
  await expect(page.getByRole("grid", { name: /^Fence agents/ }).or(page.getByText("There are none on"))).toBeVisible();
  await expectAccessibleInBoth(page, "the page of fencing");

  await page.getByRole("button", { name: "Test bmc" }).press("Enter");
  await expect(dialogOf(page).locator("[data-plan]")).toContainText("nothing is switched");
  await dialogOf(page).getByRole("button", { name: "Ask it" }).press("Enter");
  await expect(dialogOf(page).locator('[data-outcome="done"]')).toContainText(`asked by ${n1}; ${n2} (`);
  await expect(dialogOf(page).locator('[data-outcome="done"]')).toContainText("is On");
  await close(page);

  await page.getByRole("button", { name: "Remove bmc" }).press("Enter");
  await expect(dialogOf(page).locator("[data-plan]")).toContainText("powers no node off any more");
  expect(await devices(page)).toHaveLength(1);
  await dialogOf(page).getByRole("button", { name: "Remove", exact: true }).press("Enter");
  await expect(dialogOf(page).locator('[data-outcome="done"]')).toBeVisible();
  await close(page);
  await expect(shown).toHaveCount(0);
});

test("A node is powered off from Nodes: planned, confirmed, followed to its end; it is in the history with who, why and result", async ({ page, cluster }) => {
  const status = await api<ClusterStatus>(page, "cluster/status");
  const victim = status.nodes.find((each) => each.name !== status.answeredBy && !each.isCoordinator)!;
  await open(page, "Fencing");
  const plug = await plugOf(cluster, victim.name);
  await add(page, { Name: "bmc", Agent: agent(), Nodes: `${victim.name}=${plug}`, Parameters: "mode=fail" });
  await add(page, { Name: "pdu", Agent: agent(), Nodes: `${victim.name}=${plug}`, Level: "2" });
  await page.getByRole("button", { name: "Test bmc" }).click();
  await dialogOf(page).getByRole("button", { name: "Ask it" }).click();
  await expect(dialogOf(page).locator('[data-outcome="failed"]')).toContainText("no route to host");
  await close(page);
  await expect(row(page, "What ends each node", victim.name)).toContainText("bmc, else pdu");
  await expect(page.getByText("No node was to be powered off yet.")).toBeVisible();

  await open(page, "Nodes");
  await page.getByRole("button", { name: `Power off ${victim.name}` }).press("Enter");
  const dialog = page.getByRole("dialog", { name: `Power node ${victim.name} off` });
  await expect(dialog.locator("[data-plan]")).toContainText(`Node ${victim.name} is powered off`);
  await expectAccessibleInBoth(page, "the plan of a power-off");
  expect(await api<Fence[]>(page, "fence/history")).toEqual([]);
  await dialog.getByRole("button", { name: "Power it off" }).press("Enter");
  await expect(dialog.locator('[data-outcome="done"]')).toContainText(`Node ${victim.name} is off, as pdu confirmed`, { timeout: 90_000 });
  await close(page);
  await expect(row(page, "Nodes", victim.name).locator('[data-label="State"]')).toHaveText("Down");

  await open(page, "Fencing");
  const shown = row(page, "Power-offs", victim.name);
  await expect(shown.locator('[data-label="Phase"]')).toHaveText("Confirmed");
  await expect(shown.locator('[data-label="Asked by"]')).toHaveText("the web page");
  await expect(shown.locator('[data-label="Why"]')).toHaveText("the web page asked for it");
  await expect(shown.locator('[data-label="Result"]')).toHaveText("off, as pdu confirmed");
  await shown.getByRole("button", { name: "Details" }).press("Enter");
  const notes = page.getByRole("grid", { name: `What happened to ${victim.name}` }).or(page.getByRole("table", { name: `What happened to ${victim.name}` }));
  await expect(notes).toContainText("no route to host");
  await expectAccessibleInBoth(page, "the history of power-offs");

  await page.getByRole("button", { name: `Confirm dead ${victim.name}` }).press("Enter");
  await expect(dialogOf(page)).toContainText("Said wrongly, it lets a group run twice");
  await expect(dialogOf(page).locator("[data-plan]")).toBeVisible();
  await dialogOf(page).getByRole("button", { name: "I made sure of it" }).press("Enter");
  await expect(dialogOf(page).locator('[data-outcome="done"]')).toContainText(`epoch ${victim.epoch}`);
  await close(page);
  await expect(page.getByRole("button", { name: `Confirm dead ${victim.name}` })).toHaveCount(0);
  await cluster.startNode(victim.name);
  await expect(row(page, "What ends each node", victim.name)).toContainText("Up");
});
