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
            "holdfast page");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            PageLinkDto link = await session.Client.PageLinkAsync(cancellationToken).ConfigureAwait(false);
            return session.Print(link, ClientJson.Indented.PageLinkDto, () => session.Terminal.Line(link.Url));
        });
        return verb;
    }
}
