using System.Globalization;
using Holdfast.Client.Dtos;
using Spectre.Console;

namespace Holdfast.Cli.Output;

/// <summary>What would happen, for people.</summary>
internal static class PlanTables
{
    public static void Show(Terminal terminal, PlanDto plan)
    {
        if (plan.Steps.Count == 0)
        {
            terminal.Line("nothing would happen");
        }

        foreach (PlanStepDto step in plan.Steps)
        {
            string after = step.AfterMs >= 1
                ? string.Create(CultureInfo.InvariantCulture, $"+{step.AfterMs / 1000:0.###}s ")
                : "";
            terminal.Line($"{after}{(step.Node is { } node ? $"{node}: " : "")}{step.Message}");
        }

        PlacedGroupDto[] moved =
            [.. plan.Groups.Where(group => group.Before != group.After || group.Hindrance.Length > 0)];
        if (moved.Length > 0)
        {
            terminal.Line();
            Table table = Terminal.Table("GROUP", "NOW", "THEN", "HINDRANCE");
            foreach (PlacedGroupDto group in moved)
            {
                Terminal.Row(table, group.Group, group.Before ?? "-", group.After ?? "-", group.Hindrance);
            }

            terminal.Write(table);
        }

        if (!plan.Settled)
        {
            terminal.Line("it did not come to rest within the 15 minutes that were played");
        }
    }

    public static void Show(Terminal terminal, ReplayDto replay)
    {
        foreach (ReplayedDecisionDto decision in replay.Decisions)
        {
            string at = decision.At.ToString("yyyy-MM-dd HH:mm:ss.fff zzz", CultureInfo.InvariantCulture);
            terminal.Line(
                $"{at}  {decision.Node}, "
                + FormattableString.Invariant($"term {decision.Term}, revision {decision.Revision}: {decision.Outcome}")
                + (decision.Detail.Length > 0 ? $" ({decision.Detail})" : ""));
            foreach (string message in decision.Messages)
            {
                terminal.Line($"    {message}");
            }
        }

        int same = replay.Decisions.Count(decision => decision.Outcome == "Same");
        terminal.Line(FormattableString.Invariant($"{same} of {replay.Decisions.Count} decisions come out the same"));
    }
}
