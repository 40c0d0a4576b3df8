using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Cli.Output;
using Holdfast.Client;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast group|resource|node explain NAME</c>.</summary>
internal static class ExplainCommands
{
    public static Verb Group(CliContext context) => Explain(
        context,
        new("explain", "Says why the group is where and how it is, and what was considered.",
            "holdfast group explain web"),
        "The group, or an instance of a parallel one.",
        (client, name, cancellationToken) => client.Decisions.ExplainGroupAsync(name, cancellationToken),
        ClientJson.Indented.GroupExplanationDto,
        ExplanationTables.Show);

    public static Verb Resource(CliContext context) => Explain(
        context,
        new("explain", "Says why the resource is as it is, and what it waits for.",
            "holdfast resource explain nginx"),
        "The resource.",
        (client, name, cancellationToken) => client.Decisions.ExplainResourceAsync(name, cancellationToken),
        ClientJson.Indented.ResourceExplanationDto,
        ExplanationTables.Show);

    public static Verb Node(CliContext context) => Explain(
        context,
        new("explain", "Says why the node is as it is, and why each group is on it or is not.",
            "holdfast node explain n1"),
        "The node.",
        (client, name, cancellationToken) => client.Decisions.ExplainNodeAsync(name, cancellationToken),
        ClientJson.Indented.NodeExplanationDto,
        ExplanationTables.Show);

    private static Verb Explain<T>(
        CliContext context,
        Verb verb,
        string what,
        Func<HoldfastClient, string, CancellationToken, Task<T>> ask,
        JsonTypeInfo<T> json,
        Action<Terminal, T> show)
    {
        var name = new Argument<string>("name") { Description = what, HelpName = "NAME" };
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            T why = await ask(session.Client, parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            return session.Print(why, json, () => show(session.Terminal, why));
        });
        return verb;
    }
}
