using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Output;

/// <summary>The settings of the cluster for people.</summary>
internal static class ClusterTables
{
    public static void Show(Terminal terminal, ClusterDto cluster)
    {
        terminal.Line($"cluster {cluster.Name}, id {cluster.Id}, profile {cluster.Profile}"
            + (cluster.Locked ? ", locked: no action is taken on any group" : ""));
        terminal.Line($"placement policy          {cluster.PlacementPolicy}");
        terminal.Line($"enforced anti-affinity    {Texts.OnOff(cluster.EnforcedAntiAffinity)}");
        terminal.Line($"group wait delay          {cluster.GroupWaitDelay}");
        terminal.Line($"ignore persistent state   {Texts.OnOff(cluster.IgnorePersistentStateOnStartup)}");
        terminal.Line($"group dependency timeout  {cluster.GroupDependencyTimeout}");
        terminal.Line("quarantine                " + (cluster.QuarantineThreshold == 0
            ? "never"
            : FormattableString.Invariant($"after {cluster.QuarantineThreshold} losses in {cluster.QuarantinePeriod}")
                + $", for {cluster.QuarantineDuration}"));
        terminal.Line(FormattableString.Invariant($"events kept               {cluster.EventsKept}"));
        terminal.Line(FormattableString.Invariant($"decisions kept            {cluster.DecisionsKept}"));
        if (cluster.FormedAt is { } formed)
        {
            terminal.Line($"formed anew               {Texts.Time(formed)}");
        }
    }
}
