using System.CommandLine;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Spectre.Console;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast token</c> and <c>holdfast whoami</c>.</summary>
internal static class TokenCommands
{
    private static readonly string[] Roles = ["viewer", "operator", "administrator"];

    public static Command Create(CliContext context)
    {
        var noun = new Command("token", "Who gets in on a node's port, and with which role.");
        noun.Subcommands.Add(Make(context));
        noun.Subcommands.Add(List(context));
        noun.Subcommands.Add(Delete(context));
        return noun;
    }

    public static Verb WhoAmI(CliContext context)
    {
        var verb = new Verb("whoami", "Shows as whom the node knows you, and your role.", "holdfast whoami");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            CallerDto me = await session.Client.Tokens.MeAsync(cancellationToken).ConfigureAwait(false);
            return session.Print(
                me, ClientJson.Indented.CallerDto, () => session.Terminal.Line($"{me.Who}, role {me.Role}"));
        });
        return verb;
    }

    /// <summary>The option that names a role.</summary>
    public static Option<string?> RoleOption(string description)
    {
        var role = new Option<string?>("--role") { Description = description, HelpName = string.Join('|', Roles) };
        role.AcceptOnlyFromAmong(Roles);
        return role;
    }

    /// <summary>A role as the API names it.</summary>
    public static string? RoleName(string? given) =>
        given is null ? null : char.ToUpperInvariant(given[0]) + given[1..];

    private static Verb Make(CliContext context)
    {
        var name = new Argument<string>("name") { Description = "The token's name.", HelpName = "NAME" };
        Option<string?> role = RoleOption("What its holder may do; viewer if not given.");
        Option<string?> lifetime = Given.Duration("--lifetime", "How long it is good; 30d if not given.");
        var verb = new Verb("create",
            "Makes a token for the port of the node that is asked. It is shown only now: whoever has it has the role.",
            "holdfast token create dashboard", "holdfast token create deploy --role operator --lifetime 12h");
        verb.Arguments.Add(name);
        verb.Options.Add(role);
        verb.Options.Add(lifetime);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            MadeApiTokenDto made = await session.Client.Tokens.CreateAsync(
                new ApiTokenRequest
                {
                    Name = parsed.GetValue(name)!, Role = RoleName(parsed.GetValue(role)),
                    Lifetime = parsed.GetValue(lifetime),
                },
                cancellationToken).ConfigureAwait(false);
            return session.Print(
                made, ClientJson.Indented.MadeApiTokenDto, () => session.Terminal.Line(made.Token));
        });
        return verb;
    }

    private static Verb List(CliContext context)
    {
        var verb = new Verb("list", "Lists the tokens of the node that is asked, without what they are.",
            "holdfast token list");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            IReadOnlyList<ApiTokenDto> tokens = await session.Client.Tokens.ListAsync(cancellationToken)
                .ConfigureAwait(false);
            return session.Print(tokens, ClientJson.Indented.IReadOnlyListApiTokenDto, () =>
            {
                Table table = Terminal.Table("NAME", "ROLE", "UNTIL", "MADE BY");
                foreach (ApiTokenDto token in tokens)
                {
                    Terminal.Row(table, token.Name, token.Role, Texts.Time(token.ExpiresAt), token.MadeBy);
                }

                session.Terminal.Write(table);
            });
        });
        return verb;
    }

    private static Verb Delete(CliContext context)
    {
        var name = new Argument<string>("name") { Description = "The token's name.", HelpName = "NAME" };
        var verb = new Verb("delete", "Makes a token worthless, at once.", "holdfast token delete dashboard");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            await session.Client.Tokens.DeleteAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            return session.Say($"token {parsed.GetValue(name)} deleted");
        });
        return verb;
    }
}
