using Holdfast.Client.Dtos;
using Spectre.Console;

namespace Holdfast.Cli.Output;

/// <summary>Groups for people.</summary>
internal static class GroupTables
{
    public static Table List(IReadOnlyList<GroupDto> groups, DateTimeOffset now)
    {
        Table table = Terminal.Table("GROUP", "WANTED", "STATE", "OWNER", "SINCE", "TYPES AND DLLS", "WHY");
        foreach (GroupDto group in groups)
        {
            string types =
                Texts.List([.. group.Types.Select(type => $"{type.Name} {Texts.Dll(type.Dll, type.PackageHash)}")]);
            Terminal.Row(table, group.Name, group.Wanted, group.State, Owner(group), Texts.Age(group.Since, now), types,
                group.Reason);
        }

        return table;
    }

    public static void Show(Terminal terminal, GroupDto group, DateTimeOffset now)
    {
        terminal.Line($"group {group.Name}: {group.State}, wanted {group.Wanted}, owner {Owner(group)}"
            + (group.Reason.Length > 0 ? $" ({group.Reason})" : ""));
        if (group.Description.Length > 0)
        {
            terminal.Line($"description      {group.Description}");
        }

        terminal.Line(FormattableString.Invariant($"generation       {group.Generation}"));
        terminal.Line($"preferred owners {Texts.List(group.PreferredOwners)}");
        terminal.Line(
            $"possible owners  {(group.PossibleOwners.Count == 0 ? "every node" : Texts.List(group.PossibleOwners))}");
        string threshold = group.FailoverThreshold is { } value
            ? FormattableString.Invariant($"{value}")
            : "number of nodes less one";
        terminal.Line($"failover         threshold {threshold} in {group.FailoverPeriod}, "
            + $"{group.Failovers.Count} counted; failback {(group.AutoFailback ? "on" : "off")}");
        terminal.Line(FormattableString.Invariant($"priority         {group.Priority}"));
        if (group.LastMoveRefusal.Length > 0)
        {
            terminal.Line($"last move        refused: {group.LastMoveRefusal}");
        }

        terminal.Line();
        terminal.Write(ResourceTables.List(group.Resources, now));
    }

    private static string Owner(GroupDto group) =>
        group.MovingTo is { } target && target != group.Owner ? $"{group.Owner ?? "-"} → {target}" : group.Owner ?? "-";
}
