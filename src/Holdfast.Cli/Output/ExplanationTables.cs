using System.Globalization;
using Holdfast.Client.Dtos;
using Spectre.Console;

namespace Holdfast.Cli.Output;

/// <summary>Explanations for people.</summary>
internal static class ExplanationTables
{
    public static void Show(Terminal terminal, GroupExplanationDto group)
    {
        foreach (InstanceExplanationDto instance in group.Instances)
        {
            terminal.Line($"group {instance.Name}");
            Lines(terminal, instance.Summary);
            Waits(terminal, instance.WaitsFor);
            if (instance.Next.Length > 0)
            {
                terminal.Line($"  Next: {instance.Next}.");
            }

            terminal.Line();
            Table table = Terminal.Table("NODE", "CAN OWN IT", "WHY");
            foreach (CandidateDto candidate in instance.Candidates)
            {
                Terminal.Row(table, candidate.IsOwner ? $"{candidate.Node} (owner)" : candidate.Node,
                    candidate.CanOwn ? "yes" : "no", candidate.Why);
            }

            terminal.Write(table);
            terminal.Line();
        }

        Events(terminal, "last decisions", group.LastDecisions);
    }

    public static void Show(Terminal terminal, ResourceExplanationDto resource)
    {
        foreach (ResourceReasonsDto instance in resource.Instances)
        {
            terminal.Line($"resource {instance.Name}: {instance.State}");
            Lines(terminal, instance.Summary);
            Waits(terminal, instance.WaitsFor);
            terminal.Line();
        }

        Events(terminal, "last events", resource.LastEvents);
    }

    public static void Show(Terminal terminal, NodeExplanationDto node)
    {
        terminal.Line($"node {node.Node}");
        Lines(terminal, node.Summary);
        Waits(terminal, node.WaitsFor);
        terminal.Line();
        Table table = Terminal.Table("GROUP", "HERE", "WHY");
        foreach (GroupOnNodeDto group in node.Groups)
        {
            Terminal.Row(table, group.Group, group.IsOwner ? "yes" : "no", group.Why);
        }

        terminal.Write(table);
    }

    private static void Lines(Terminal terminal, IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            terminal.Line($"  {line}");
        }
    }

    private static void Waits(Terminal terminal, IReadOnlyList<WaitingDto> waits)
    {
        foreach (WaitingDto wait in waits)
        {
            string until = wait.Until is { } at ? $", at the latest until {at.ToUniversalTime():HH:mm:ss} UTC" : "";
            terminal.Line($"  It waits for {wait.For}{until}.");
        }
    }

    private static void Events(Terminal terminal, string title, IReadOnlyList<EventDto> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        terminal.Line($"{title}, newest first");
        foreach (EventDto told in events)
        {
            string at = told.At.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            terminal.Line($"  {at}  {told.Message}");
        }
    }
}
