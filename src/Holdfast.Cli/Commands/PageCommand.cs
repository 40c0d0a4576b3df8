using System.CommandLine;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast page</c>.</summary>
internal static class PageCommand
{
    public static Command Create(CliContext context)
    {
        var verb = new Verb(
            "page", "Prints an address that opens the web page once, in a browser on the node's machine.",
            "holdfast page", "holdfast page --role viewer");
        Option<string?> role = TokenCommands.RoleOption("What the page may do; your own role if not given.");
        verb.Options.Add(role);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            PageLinkDto link = await session.Client
                .PageLinkAsync(TokenCommands.RoleName(parsed.GetValue(role)), null, cancellationToken)
                .ConfigureAwait(false);
            return session.Print(link, ClientJson.Indented.PageLinkDto, () => session.Terminal.Line(link.Url));
        });
        return verb;
    }
}
