using Holdfast.Client.Dtos;
using Spectre.Console;

namespace Holdfast.Cli.Output;

/// <summary>Groups for people; a parallel one with its instances.</summary>
internal static class GroupTables
{
    public static Table List(IReadOnlyList<GroupDto> groups, DateTimeOffset now, bool wide = false)
    {
        string[] more = wide ? ["PREFERRED", "PRIORITY", "GENERATION", "FAILOVERS"] : [];
        Table table = Terminal.Table(["GROUP", "WANTED", "STATE", "OWNER", "SINCE", .. more, "TYPES AND DLLS", "WHY"]);
        foreach (GroupDto group in groups)
        {
            string types =
                Texts.List([.. group.Types.Select(type => $"{type.Name} {Texts.Dll(type.Dll, type.PackageHash)}")]);
            more = wide
                ?
                [
                    Texts.List(group.PreferredOwners), FormattableString.Invariant($"{group.Priority}"),
                    FormattableString.Invariant($"{group.Generation}"),
                    FormattableString.Invariant($"{group.Failovers.Count}"),
                ]
                : [];
            Terminal.Row(table,
            [
                group.Name, Texts.Wanted(group.Wanted, group.Locked), group.State, Owner(group),
                Texts.Age(group.Since, now), .. more, types,
                group.Instances.Count == 0 ? group.Reason : Count(group),
            ]);
            foreach (GroupInstanceDto instance in group.Instances)
            {
                more = wide ? ["", "", FormattableString.Invariant($"{instance.Generation}"), ""] : [];
                Terminal.Row(table,
                [
                    $"  {instance.Name}", instance.Wanted ? "" : "going away", State(instance),
                    Owner(instance.Owner, instance.MovingTo), Texts.Age(instance.Since, now), .. more, "",
                    instance.Reason,
                ]);
            }
        }

        return table;
    }

    public static void Show(Terminal terminal, GroupDto group, DateTimeOffset now)
    {
        terminal.Line($"group {group.Name}: {group.State}, wanted {Texts.Wanted(group.Wanted, group.Locked)}, "
            + $"owner {Owner(group)}" + (group.Reason.Length > 0 ? $" ({group.Reason})" : ""));
        if (group.Held)
        {
            terminal.Line($"held             it stays offline until: holdfast group online {group.Name}");
        }

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
        string window = group.FailbackWindow == "any" ? "" : $" in the hours {group.FailbackWindow}";
        terminal.Line($"failover         threshold {threshold} in {group.FailoverPeriod}, "
            + $"{group.Failovers.Count} counted; failback {Texts.OnOff(group.AutoFailback)}{window}");
        terminal.Line(FormattableString.Invariant($"priority         {group.Priority}"));
        Placement(terminal, group);
        Instances(terminal, group, now);
        if (group.LastMoveRefusal.Length > 0)
        {
            terminal.Line($"last move        refused: {group.LastMoveRefusal}");
        }

        terminal.Line();
        terminal.Write(ResourceTables.List(group.Resources, now));
    }

    /// <summary>What is not as it is by default.</summary>
    private static void Placement(Terminal terminal, GroupDto group)
    {
        string stop = group.OnStopFailure == "Block" ? "" : "its node is fenced";
        string loss = group.OnDatabaseLoss == "GoOn" ? "" : "it stops until it is back";
        string delay = group.GroupStartDelay == "0s" ? "" : group.GroupStartDelay;
        string depends = string.Join(", ", group.DependsOn.Select(each =>
            each.Scope == "Anywhere" ? each.Group : $"{each.Group}:{each.Scope.ToLowerInvariant()}"));
        (string Name, string Value)[] all =
        [
            ("depends on", depends), ("start delay", delay),
            ("anti-affinity", string.Join(", ", group.AntiAffinity)), ("affinity", string.Join(", ", group.Affinity)),
            ("needs", group.Needs.Count == 0 ? "" : Texts.Named(group.Needs)),
            ("requires", string.Join(", ", group.Requires)), ("prefers", string.Join(", ", group.Prefers)),
            ("on stop failure", stop), ("without database", loss),
        ];
        foreach ((string name, string value) in all.Where(each => each.Value.Length > 0))
        {
            terminal.Line($"{name,-16} {value}");
        }
    }

    private static void Instances(Terminal terminal, GroupDto group, DateTimeOffset now)
    {
        if (group.InstanceCount == "none" && group.Instances.Count == 0)
        {
            return;
        }

        terminal.Line(FormattableString.Invariant(
            $"instances        {group.InstanceCount}, at most {group.InstancesPerNode} on a node")
            + (group.Promoted > 0 ? FormattableString.Invariant($", {group.Promoted} promoted") : ""));
        if (group.Instances.Count == 0)
        {
            return;
        }

        Table table = Terminal.Table("INSTANCE", "STATE", "OWNER", "GENERATION", "SINCE", "WHY");
        foreach (GroupInstanceDto instance in group.Instances)
        {
            Terminal.Row(table, instance.Name, State(instance), Owner(instance.Owner, instance.MovingTo),
                FormattableString.Invariant($"{instance.Generation}"), Texts.Age(instance.Since, now),
                instance.Wanted ? instance.Reason : $"going away; {instance.Reason}");
        }

        terminal.Line();
        terminal.Write(table);
    }

    private static string State(GroupInstanceDto instance) =>
        instance.Role is not { } role ? instance.State
        : instance.WantedRole == role ? $"{instance.State}, {role.ToLowerInvariant()}"
        : $"{instance.State}, {role.ToLowerInvariant()} → {instance.WantedRole!.ToLowerInvariant()}";

    private static string Count(GroupDto group)
    {
        int online = group.Instances.Count(each => each.State == "Online");
        return FormattableString.Invariant($"{online} of {group.Instances.Count} instances online");
    }

    private static string Owner(GroupDto group) => group.Owner is null && group.Instances.Count > 0
        ? Texts.List([.. group.Instances.Select(each => each.Owner).OfType<string>().Distinct()])
        : Owner(group.Owner, group.MovingTo);

    private static string Owner(string? owner, string? movingTo) =>
        movingTo is { } target && target != owner ? $"{owner ?? "-"} → {target}" : owner ?? "-";
}
