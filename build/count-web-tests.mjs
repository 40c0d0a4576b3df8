// Adds up what the test runners of the web page reported; a report that is missing is a failure.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
let [passed, failed, skipped] = [0, 0, 0];
const read = (name, count) => {
  try {
    const [good, bad, left] = count(JSON.parse(readFileSync(join(folder, name), "utf8")));
    [passed, failed, skipped] = [passed + good, failed + bad, skipped + left];
  } catch (error) {
    console.log(`${name} cannot be read: ${error.message}`);
    failed++;
  }
};
read("web-unit.json", (report) => [report.numPassedTests, report.numFailedTests + (report.success || report.numFailedTests ? 0 : 1), report.numPendingTests]);
read("web-browser.json", ({ stats, errors }) => [stats.expected + stats.flaky, stats.unexpected + errors.length, stats.skipped]);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
