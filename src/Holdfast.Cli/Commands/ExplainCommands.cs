using System.CommandLine;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast group|resource|node explain NAME</c>.</summary>
internal static class ExplainCommands
{
    public static Verb Group(CliContext context)
    {
        Argument<string> name = Name("The group, or an instance of a parallel one.");
        var verb = new Verb("explain", "Says why the group is where and how it is, and what was considered.",
            "holdfast group explain web");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            GroupExplanationDto why = await session.Client.Decisions
                .ExplainGroupAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            return session.Print(why, ClientJson.Indented.GroupExplanationDto,
                () => ExplanationTables.Show(session.Terminal, why));
        });
        return verb;
    }

    public static Verb Resource(CliContext context)
    {
        Argument<string> name = Name("The resource.");
        var verb = new Verb("explain", "Says why the resource is as it is, and what it waits for.",
            "holdfast resource explain nginx");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            ResourceExplanationDto why = await session.Client.Decisions
                .ExplainResourceAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            return session.Print(why, ClientJson.Indented.ResourceExplanationDto,
                () => ExplanationTables.Show(session.Terminal, why));
        });
        return verb;
    }

    public static Verb Node(CliContext context)
    {
        Argument<string> name = Name("The node.");
        var verb = new Verb("explain", "Says why the node is as it is, and why each group is on it or is not.",
            "holdfast node explain n1");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            NodeExplanationDto why = await session.Client.Decisions
                .ExplainNodeAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            return session.Print(why, ClientJson.Indented.NodeExplanationDto,
                () => ExplanationTables.Show(session.Terminal, why));
        });
        return verb;
    }

    private static Argument<string> Name(string description) =>
        new("name") { Description = description, HelpName = "NAME" };
}
