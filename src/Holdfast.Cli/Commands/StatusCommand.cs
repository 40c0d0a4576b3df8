using System.CommandLine;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(CliContext context)
    {
        var verb = new Verb("status", "Shows nodes, groups, resources and types: wanted beside actual.",
            "holdfast status", "holdfast status -o json | jq '.groups[] | {name, state, owner}'");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            ClusterStatusDto cluster = await session.Client.StatusAsync(cancellationToken).ConfigureAwait(false);
            return session.Print(cluster, ClientJson.Indented.ClusterStatusDto,
                () => StatusTables.Show(session.Terminal, cluster, session.Now, session.IsWide));
        });
        return verb;
    }
}
