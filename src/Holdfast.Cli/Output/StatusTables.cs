using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Output;

/// <summary>The whole cluster for people.</summary>
internal static class StatusTables
{
    public static void Show(Terminal terminal, ClusterStatusDto cluster, DateTimeOffset now, bool wide)
    {
        terminal.Line(Head(cluster));
        if (cluster.Database.Members > 0)
        {
            MachineTables.Database(terminal, cluster.Database);
        }

        terminal.Line();
        terminal.Write(NodeTables.List(cluster.Nodes, wide));
        terminal.Line();
        if (cluster.Groups.Count == 0)
        {
            terminal.Line("no groups yet: holdfast group create NAME");
        }
        else
        {
            terminal.Write(GroupTables.List(cluster.Groups, now, wide));
        }

        ResourceDto[] resources = [.. cluster.Groups.SelectMany(group => group.Resources)];
        if (resources.Length > 0)
        {
            terminal.Line();
            terminal.Write(ResourceTables.List(resources, now, wide));
        }

        terminal.Line();
        terminal.Write(TypeTables.List(cluster.Types, wide));
    }

    public static string Head(ClusterStatusDto cluster) => FormattableString.Invariant(
        $"cluster {cluster.Name}, coordinator {cluster.Coordinator ?? "none yet"} (term {cluster.Term}), ")
        + $"profile {cluster.Profile}, answered by {cluster.AnsweredBy}"
        + (cluster.Locked ? "; locked: no action is taken on any group" : "");
}
