using System.Text;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Output;

/// <summary>What would happen as a graph: one step after the other for each group, grouped by node.</summary>
internal static class PlanGraphs
{
    /// <summary>For Graphviz: <c>holdfast simulate --graph dot … | dot -Tsvg</c>.</summary>
    public static string Dot(PlanDto plan)
    {
        var text = new StringBuilder("digraph plan {\n  rankdir=TB;\n  node [shape=box, fontname=\"sans-serif\"];\n");
        foreach (var node in plan.Steps.Select((step, index) => (step, index)).GroupBy(each => each.step.Node ?? ""))
        {
            text.Append(node.Key.Length > 0
                ? $"  subgraph \"cluster_{Quoted(node.Key)}\" {{\n    label=\"{Quoted(node.Key)}\";\n"
                : "  subgraph {\n");
            foreach ((PlanStepDto step, int index) in node)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture,
                    $"    s{index} [label=\"{Quoted(step.Message)}\"];\n");
            }

            text.Append("  }\n");
        }

        foreach ((int from, int to) in Edges(plan))
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  s{from} -> s{to};\n");
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>For Mermaid, as Markdown pages show it.</summary>
    public static string Mermaid(PlanDto plan)
    {
        var text = new StringBuilder("flowchart TB\n");
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            string node = plan.Steps[i].Node is { } name ? $"{name}: " : "";
            string label = (node + plan.Steps[i].Message).Replace("\"", "#quot;", StringComparison.Ordinal);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  s{i}[\"{label}\"]\n");
        }

        foreach ((int from, int to) in Edges(plan))
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  s{from} --> s{to}\n");
        }

        return text.ToString();
    }

    /// <summary>From each step to the next of the same group.</summary>
    private static IEnumerable<(int From, int To)> Edges(PlanDto plan)
    {
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            string group = plan.Steps[i].Group ?? "";
            if (last.TryGetValue(group, out int before))
            {
                yield return (before, i);
            }

            last[group] = i;
        }
    }

    private static string Quoted(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
