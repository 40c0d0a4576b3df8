import type { Plan } from "../api/types";

const COLUMN = 130;
const ROW = 34;
const HEAD = 30;
const NAMES = 150;
const SPOT = 7;
const NOWHERE = "no owner";
const MOST = 20;

/** Where groups would go: a column for each node, a row for each group, an arrow from where it is to where it would be. */
export function PlanPicture({ plan }: { plan: Plan }) {
  const going = plan.groups.filter((each) => each.before !== each.after).slice(0, MOST);
  if (going.length === 0) {
    return null;
  }

  const owners = plan.groups.flatMap((each) => [each.before, each.after]);
  const nodes = [...new Set(owners.filter((each) => each !== null))].sort();
  const columns = owners.includes(null) ? [...nodes, NOWHERE] : nodes;
  const x = (owner: string | null) => NAMES + (columns.indexOf(owner ?? NOWHERE) + 0.5) * COLUMN;
  const [width, height] = [NAMES + columns.length * COLUMN, HEAD + going.length * ROW];
  const words = going.map((each) => `${each.group} goes from ${each.before ?? NOWHERE} to ${each.after ?? NOWHERE}`);
  return (
    <svg
      className="hf-graph"
      role="img"
      aria-label={`Where groups would go: ${words.join("; ")}`}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      <defs>
        <marker id="hf-goes" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0 0 8 4 0 8z" />
        </marker>
      </defs>
      {columns.map((each) => (
        <text key={each} className="hf-graph-state" x={x(each === NOWHERE ? null : each)} y={HEAD - 12} textAnchor="middle">
          {each}
        </text>
      ))}
      {going.map((each, index) => {
        const y = HEAD + (index + 0.5) * ROW;
        const [from, to] = [x(each.before), x(each.after)];
        const side = Math.sign(to - from);
        return (
          <g key={each.group}>
            <text x="0" y={y + 4}>
              {each.group.length > 18 ? `${each.group.slice(0, 17)}…` : each.group}
            </text>
            <circle className="hf-spot" cx={from} cy={y} r={SPOT} />
            <circle className="hf-spot hf-spot-then" cx={to} cy={y} r={SPOT} />
            <path d={`M${from + side * SPOT} ${y} H${to - side * SPOT}`} markerEnd="url(#hf-goes)" />
          </g>
        );
      })}
    </svg>
  );
}
