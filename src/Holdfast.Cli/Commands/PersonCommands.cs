using System.CommandLine;
using System.Globalization;
using Holdfast.Cli.Connections;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;
using Spectre.Console;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast person</c>.</summary>
internal static class PersonCommands
{
    private static readonly TimeSpan UsualLife = TimeSpan.FromDays(90);

    public static Command Create(CliContext context)
    {
        var noun = new Command(
            "person", "Who may use a cluster of several machines from another machine, by a certificate of their own.");
        noun.Subcommands.Add(Add(context));
        noun.Subcommands.Add(List(context));
        noun.Subcommands.Add(Remove(context));
        return noun;
    }

    private static Verb Add(CliContext context)
    {
        Argument<string> name = Name();
        Option<string?> role = TokenCommands.RoleOption("What they may do; viewer if not given.");
        Option<string?> lifetime = Given.Duration("--lifetime", "How long a new one is good; 90d if not given.");
        Option<string?> target = Given.Text("--out", "FILE",
            "File for their new key and certificate, readable by you alone; it is as good as a password.");
        Option<string?> own = Given.Text(
            "--from", "FILE", "Their certificate, where they have a key already; no file is written then.");
        var verb = new Verb("add",
            "Lets somebody in on every node's address for other machines. Makes a key and a certificate for them, of "
            + "which only the certificate is sent; or takes a certificate that they have.",
            "holdfast person add ada --role operator --out ada.pem", "holdfast person add bob --from bob.crt",
            "holdfast person add wall --lifetime 12h --out wall.pem");
        verb.Arguments.Add(name);
        verb.Options.Add(role);
        verb.Options.Add(lifetime);
        verb.Options.Add(target);
        verb.Options.Add(own);
        verb.Validators.Add(result =>
        {
            if ((result.GetValue(target) is null) == (result.GetValue(own) is null))
            {
                result.AddError("give either --out, for a new certificate, or --from, for one that is there");
            }
        });
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            var request = new PersonRequest
            {
                Name = parsed.GetValue(name)!, Role = TokenCommands.RoleName(parsed.GetValue(role)), Certificate = "",
            };
            PersonDto added;
            if (parsed.GetValue(own) is { } there)
            {
                string text = await File.ReadAllTextAsync(Path.GetFullPath(there, context.Folder), cancellationToken)
                    .ConfigureAwait(false);
                added = await session.Client.People.AddAsync(
                    request with { Certificate = PersonFiles.CertificateOf(text, there) }, cancellationToken)
                    .ConfigureAwait(false);
            }
            else
            {
                added = await MakeAsync(
                    session, request, Life(parsed.GetValue(lifetime)),
                    Path.GetFullPath(parsed.GetValue(target)!, context.Folder), cancellationToken)
                    .ConfigureAwait(false);
            }

            return session.Print(added, ClientJson.Indented.PersonDto, () => session.Terminal.Line(
                $"{added.Name} is let in as {added.Role} until {Day(added.ExpiresAt)}"
                + (parsed.GetValue(target) is { } file ? $"; key and certificate are in {file}" : "")));
        });
        return verb;
    }

    /// <summary>The file is written first, and taken away again if its certificate is not let in.</summary>
    private static async Task<PersonDto> MakeAsync(
        Session session, PersonRequest request, TimeSpan life, string path, CancellationToken cancellationToken)
    {
        AuthorityDto authority = await session.Client.Machines.AuthorityAsync(cancellationToken).ConfigureAwait(false);
        using PersonalCertificate made = PersonalCertificate.Create(
            request.Name, life, authority.Certificate, session.Context.Time.GetUtcNow());
        await PersonFiles.WriteAsync(path, made.ToPem(), cancellationToken).ConfigureAwait(false);
        bool letIn = false;
        try
        {
            PersonDto added = await session.Client.People.AddAsync(
                request with { Certificate = made.CertificatePem }, cancellationToken).ConfigureAwait(false);
            letIn = true;
            return added;
        }
        finally
        {
            if (!letIn)
            {
                File.Delete(path);
            }
        }
    }

    private static Verb List(CliContext context)
    {
        var verb = new Verb("list", "Lists who may use the cluster from other machines.", "holdfast person list");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            IReadOnlyList<PersonDto> people =
                await session.Client.People.ListAsync(cancellationToken).ConfigureAwait(false);
            return session.Print(people, ClientJson.Indented.IReadOnlyListPersonDto, () =>
            {
                Table table = Terminal.Table("NAME", "ROLE", "UNTIL", "ADDED BY");
                foreach (PersonDto person in people)
                {
                    Terminal.Row(table, person.Name, person.Role, Day(person.ExpiresAt), person.AddedBy);
                }

                session.Terminal.Write(table);
            });
        });
        return verb;
    }

    private static Verb Remove(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb(
            "remove", "Lets somebody in no more, at once and on every node.", "holdfast person remove ada");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            await session.Client.People.RemoveAsync(parsed.GetValue(name)!, cancellationToken).ConfigureAwait(false);
            return session.Say($"{parsed.GetValue(name)} is let in no more");
        });
        return verb;
    }

    private static Argument<string> Name() => new("name") { Description = "Their name.", HelpName = "NAME" };

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static TimeSpan Life(string? given) =>
        DurationText.TryParse(given, out TimeSpan life) ? life : UsualLife;
}
