using System.CommandLine;
using Holdfast.Cli.Output;
using Holdfast.Cli.Setup;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast type …</c>.</summary>
internal static class TypeCommands
{
    public static Command Create(CliContext context)
    {
        var noun = new Command("type", "Resource types: what the cluster can run, each from a resource DLL.");
        noun.Subcommands.Add(Inspect(context));
        noun.Subcommands.Add(Register(context));
        noun.Subcommands.Add(List(context));
        noun.Subcommands.Add(Show(context));
        noun.Subcommands.Add(Upgrade(context));
        noun.Subcommands.Add(Unregister(context));
        return noun;
    }

    private static Verb Inspect(CliContext context)
    {
        Argument<string> path = PackagePath();
        var verb = new Verb("inspect",
            "Says which types a resource DLL has and which of them are registered; registers nothing.",
            "holdfast type inspect out/");
        verb.Arguments.Add(path);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string full = Full(context, parsed.GetValue(path)!);
            PackageDto found = session.Endpoint is HoldfastEndpoint.UnixSocket
                ? await session.Client.Types.InspectAsync(full, cancellationToken).ConfigureAwait(false)
                : await PackageUpload.SendAsync(full,
                    zip => session.Client.Types.InspectAsync(zip, cancellationToken), cancellationToken)
                        .ConfigureAwait(false);
            return session.Print(found, ClientJson.Indented.PackageDto, () =>
            {
                session.Terminal.Line($"{Texts.Dll(found.Dll, found.PackageHash)}, version {found.Version}");
                session.Terminal.Write(TypeTables.Found(found.Types));
            });
        });
        return verb;
    }

    private static Verb Register(CliContext context)
    {
        Argument<string> path = PackagePath();
        var verb = new Verb("register", "Registers the types of a resource DLL, once for the whole cluster.",
            "holdfast type register out/", "holdfast type register Acme.Ledger.1.0.0.nupkg");
        verb.Arguments.Add(path);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string full = Full(context, parsed.GetValue(path)!);
            RegistrationDto done = session.Endpoint is HoldfastEndpoint.UnixSocket
                ? await session.Client.Types.RegisterAsync(full, cancellationToken).ConfigureAwait(false)
                : await PackageUpload.SendAsync(full,
                    zip => session.Client.Types.UploadAsync(zip, cancellationToken), cancellationToken)
                        .ConfigureAwait(false);
            return Print(session, done, "registered");
        });
        return verb;
    }

    private static Verb Upgrade(CliContext context)
    {
        Argument<string> name = Name();
        Argument<string> path = PackagePath();
        var verb = new Verb("upgrade", "Replaces a type's DLL by another version, without interruption.",
            "holdfast type upgrade Acme.Ledger out/");
        verb.Arguments.Add(name);
        verb.Arguments.Add(path);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string type = parsed.GetValue(name)!;
            string full = Full(context, parsed.GetValue(path)!);
            RegistrationDto done = session.Endpoint is HoldfastEndpoint.UnixSocket
                ? await session.Client.Types.UpgradeAsync(type, full, cancellationToken).ConfigureAwait(false)
                : await PackageUpload.SendAsync(full,
                    zip => session.Client.Types.UploadUpgradeAsync(type, zip, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
            return Print(session, done, "upgraded");
        });
        return verb;
    }

    private static Verb List(CliContext context)
    {
        var verb = new Verb("list", "Lists the registered types with their DLLs.", "holdfast type list");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            IReadOnlyList<TypeDto> types =
                await session.Client.Types.ListAsync(cancellationToken).ConfigureAwait(false);
            return session.Print(types, ClientJson.Indented.IReadOnlyListTypeDto,
                () => session.Terminal.Write(TypeTables.List(types, session.IsWide)));
        });
        return verb;
    }

    private static Verb Show(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("show", "Shows a type: its DLL, where it is available, its properties.",
            "holdfast type show Acme.Ledger");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            TypeDto type = await session.Client.Types.ShowAsync(parsed.GetValue(name)!, cancellationToken)
                .ConfigureAwait(false);
            return session.Print(type, ClientJson.Indented.TypeDto, () => TypeTables.Show(session.Terminal, type));
        });
        return verb;
    }

    private static Verb Unregister(CliContext context)
    {
        Argument<string> name = Name();
        var verb = new Verb("unregister", "Removes a type's registration; refused while resources use it.",
            "holdfast type unregister Acme.Ledger");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string type = parsed.GetValue(name)!;
            await session.Client.Types.UnregisterAsync(type, revision: null, cancellationToken).ConfigureAwait(false);
            return session.Say($"type {type} unregistered");
        });
        return verb;
    }

    private static int Print(Session session, RegistrationDto done, string what) => session.Print(
        done, ClientJson.Indented.RegistrationDto, () =>
        {
            session.Terminal.Line($"{Texts.Dll(done.Dll, done.PackageHash)}, version {done.Version}: stored on "
                + $"{done.StoredOn.Count} of {done.Nodes} nodes ({Texts.List(done.StoredOn)})");
            foreach (TypeDto type in done.Types)
            {
                session.Terminal.Line($"type {type.Name} {what}");
                session.Terminal.Write(TypeTables.Properties(type.PropertySchema));
            }
        });

    private static string Full(CliContext context, string path) => Path.GetFullPath(path, context.Folder);

    private static Argument<string> Name() => new("NAME") { Description = "The type's registered name." };

    private static Argument<string> PackagePath() =>
        new("PATH") { Description = "A resource DLL, a publish folder or a .nupkg." };
}
