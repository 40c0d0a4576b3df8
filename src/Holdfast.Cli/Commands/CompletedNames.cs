using System.CommandLine;
using Holdfast.Cli.Connections;
using Holdfast.Cli.Options;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Commands;

/// <summary>The names of the live cluster that may come next on a command line.</summary>
internal static class CompletedNames
{
    /// <summary>A shell waits for this at each press of Tab.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>What the value of an option names, whatever the command.</summary>
    private static readonly Dictionary<string, string> NounOf = new(StringComparer.Ordinal)
    {
        ["--node"] = "node", ["--to"] = "node", ["--node-down"] = "node", ["--node-up"] = "node", ["--pause"] = "node",
        ["--drain"] = "node", ["--resume"] = "node", ["--preferred-owners"] = "node", ["--possible-owners"] = "node",
        ["--host"] = "node", ["--group"] = "group", ["--move"] = "group", ["--online"] = "group",
        ["--offline"] = "group", ["--type"] = "type", ["--fail"] = "resource", ["--resource"] = "resource",
    };

    /// <summary>What the first argument of a noun's verbs names, where it is not the noun itself.</summary>
    private static readonly Dictionary<string, string> FirstOf = new(StringComparer.Ordinal)
    {
        ["fence"] = "node", ["cluster"] = "machine",
    };

    private static readonly string[] Nouns = ["node", "group", "resource", "type", "token", "person", "device"];

    /// <summary>Options whose value is a list of names.</summary>
    private static readonly string[] Lists = ["--preferred-owners", "--possible-owners", "--depends-on"];

    /// <summary>Verbs whose first argument is a name that nothing has yet.</summary>
    private static readonly string[] Making = ["create", "register", "add"];

    /// <summary>Whether the word under the cursor is the value of an option that takes several names.</summary>
    public static bool IsList(string[] before) => before.Length > 0 && Lists.Contains(before[^1]);

    /// <summary>What the word under the cursor names; null if it is no name.</summary>
    public static string? NounAt(ParseResult parsed, string[] before, string current)
    {
        string parent = parsed.CommandResult.Command.Parents.OfType<Command>().FirstOrDefault()?.Name ?? "";
        if (before.Length > 0 && before[^1] == "--depends-on")
        {
            return parent;
        }

        if (before.Length > 0 && NounOf.TryGetValue(before[^1], out string? noun))
        {
            return noun;
        }

        bool named = parsed.CommandResult.Command is Verb { Arguments: [{ } first, ..] } verb
            && parsed.GetResult(first) is null or { Tokens.Count: 0 } && !Making.Contains(verb.Name)
            && (first.HelpName ?? first.Name) is "NAME" or "NODE";
        return !named || current.StartsWith('-') ? null
            : FirstOf.GetValueOrDefault(parent) ?? (Nouns.Contains(parent) ? parent : null);
    }

    /// <summary>Names from the live cluster; none if no node answers soon.</summary>
    public static async Task<IEnumerable<string>> FindAsync(
        CliContext context, ParseResult parsed, string noun, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            (HoldfastClient client, HoldfastEndpoint _) = await new NodeFinder(context)
                .FindAsync(
                    parsed.GetValue(GlobalOptions.Node), parsed.GetValue(GlobalOptions.TokenFile),
                    parsed.GetValue(GlobalOptions.Certificate), limit.Token)
                .ConfigureAwait(false);
            using (client)
            {
                return await AskAsync(client, noun, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is HoldfastException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Nothing to offer is better than a message in the middle of the line that is being typed.
            return [];
        }
    }

    private static async Task<IEnumerable<string>> AskAsync(
        HoldfastClient client, string noun, CancellationToken cancellationToken) => noun switch
        {
            "node" => (await client.Nodes.ListAsync(cancellationToken).ConfigureAwait(false)).Select(n => n.Name),
            "group" => (await client.Groups.ListAsync(cancellationToken).ConfigureAwait(false)).SelectMany(Names),
            "type" => (await client.Types.ListAsync(cancellationToken).ConfigureAwait(false)).Select(t => t.Name),
            "token" => (await client.Tokens.ListAsync(cancellationToken).ConfigureAwait(false)).Select(t => t.Name),
            "person" => (await client.People.ListAsync(cancellationToken).ConfigureAwait(false)).Select(p => p.Name),
            "device" => (await client.Fence.ListAsync(cancellationToken).ConfigureAwait(false)).Select(d => d.Name),
            "machine" => (await client.Machines.QuorumAsync(cancellationToken).ConfigureAwait(false)).Members
                .Select(m => m.Name),
            _ => (await client.Resources.ListAsync(cancellationToken).ConfigureAwait(false)).Select(r => r.Name),
        };

    private static IEnumerable<string> Names(GroupDto group) =>
        group.Instances.Select(instance => instance.Name).Prepend(group.Name);
}
