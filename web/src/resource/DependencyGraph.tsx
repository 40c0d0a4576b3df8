import type { Resource } from "../api/types";
import { type Box, inWords, layOut } from "./dependencies";

const WIDTH = 150;
const HEIGHT = 52;
const GAP_X = 70;
const GAP_Y = 18;
const EDGE = 2;

const left = (box: Box) => EDGE + box.column * (WIDTH + GAP_X);
const top = (box: Box) => EDGE + box.row * (HEIGHT + GAP_Y);

/** The dependencies of a group's resources: an arrow leads to what is needed; dashed where one of several is enough. */
export function DependencyGraph({ group, resources }: { group: string; resources: Resource[] }) {
  const { boxes, edges } = layOut(resources);
  const byName = new Map(boxes.map((box) => [box.name, box]));
  const width = 2 * EDGE + Math.max(...boxes.map((box) => left(box) + WIDTH));
  const height = 2 * EDGE + Math.max(...boxes.map((box) => top(box) + HEIGHT));
  const words = resources
    .map((each) => `${each.name} is ${each.state}${each.dependsOn.length > 0 ? ` and needs ${inWords(each.dependsOn)}` : ""}`)
    .join("; ");
  const arrow = `hf-arrow-${group}`;
  return (
    <>
      <svg
        className="hf-graph"
        role="img"
        aria-label={`Dependencies in ${group}: ${words}`}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
      >
        <defs>
          <marker id={arrow} viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
            <path d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        {edges.map((edge) => {
          const [from, to] = [byName.get(edge.from)!, byName.get(edge.to)!];
          const [x1, y1] = [left(from), top(from) + HEIGHT / 2];
          const [x2, y2] = [left(to) + WIDTH, top(to) + HEIGHT / 2];
          const bend = (x1 - x2) / 2;
          return (
            <path
              key={`${edge.from} ${edge.to}`}
              className={edge.either ? "hf-either" : undefined}
              d={`M${x1} ${y1} C${x1 - bend} ${y1} ${x2 + bend} ${y2} ${x2} ${y2}`}
              markerEnd={`url(#${arrow})`}
            />
          );
        })}
        {boxes.map((box) => (
          <g key={box.name} transform={`translate(${left(box)} ${top(box)})`}>
            <rect width={WIDTH} height={HEIGHT} rx="6" />
            <text x="12" y="22">
              {shorten(box.name)}
            </text>
            <text className="hf-graph-state" x="12" y="40">
              {box.state}
            </text>
          </g>
        ))}
      </svg>
      <Legend />
    </>
  );
}

const LINES = [
  { line: undefined, text: "solid: it is needed (and)" },
  { line: "hf-either", text: "dashed: one of several is enough (or)" },
];

function Legend() {
  return (
    <ul className="hf-legend" aria-label="What the lines mean">
      {LINES.map(({ line, text }) => (
        <li key={text}>
          <svg className="hf-graph" aria-hidden="true" width="36" height="8">
            <path className={line} d="M0 4H36" />
          </svg>
          {text}
        </li>
      ))}
    </ul>
  );
}

const shorten = (name: string) => (name.length > 18 ? `${name.slice(0, 17)}…` : name);
